import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createGuardedFetch } from '../src/index.ts';

/** Answers with what it was sent; `/away` leads elsewhere, `/long` is longer than it should be. */
async function startServer() {
  const server = createServer(async (request, response) => {
    if (request.url === '/away') return response.writeHead(307, { location: '/' }).end();
    if (request.url === '/long') return response.end('x'.repeat(2_000));
    let body = '';
    for await (const chunk of request) body += chunk;
    response.end(`${request.headers.authorization} ${body}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const post = { method: 'POST', headers: { authorization: 'Bearer key' }, body: 'text' };
const allowed = { name: 'test', allowPrivateAddresses: ['127.0.0.0/8'], maxBodyBytes: 1_000 };

test('an address that was not allowed is not reached', async () => {
  verifies('search:vectors:guarded');
  await using server = await startServer();
  await using guarded = createGuardedFetch({ name: 'test' });
  await expect(guarded.fetch(server.url, post)).rejects.toThrow('loopback');
});

test('one that was is, with headers and body; a redirect is the answer where none is to be followed', async () => {
  verifies('search:vectors:guarded');
  await using server = await startServer();
  await using guarded = createGuardedFetch(allowed);
  expect(await (await guarded.fetch(server.url, post)).text()).toBe('Bearer key text');
  const redirected = await guarded.fetch(`${server.url}/away`, { ...post, redirect: 'error' });
  expect(redirected.status).toBe(307);
  expect(await (await guarded.fetch(`${server.url}/away`, post)).text()).toBe('Bearer key text');
});

test('an answer that is longer than it may be is refused', async () => {
  verifies('search:vectors:guarded');
  await using server = await startServer();
  await using guarded = createGuardedFetch(allowed);
  await expect(guarded.fetch(`${server.url}/long`, post)).rejects.toThrow('longer than 1000 bytes');
});
