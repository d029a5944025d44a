import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

/** Posts a call of `mark` over a socket, waits until the tool runs, and closes the connection. */
async function callAndLeave(gateway: TestGateway, port: number, file: string, headers = {}) {
  const body = JSON.stringify({ tool: 'mark', session_id: 's1', arguments: { file, ms: 400 } });
  const outgoing = request({
    port,
    path: '/services/tools/call',
    method: 'POST',
    headers: { ...gateway.headers, 'content-type': 'application/json', ...headers },
  });
  outgoing.on('error', () => {});
  outgoing.end(body);
  await expect.poll(() => existsSync(file)).toBe(true);
  const closed = new Promise(resolve => outgoing.once('close', resolve));
  outgoing.destroy();
  await closed;
}

test('a client that leaves cancels its call, down to the server', async () => {
  verifies('server:call:client-leaves');
  const folder = await mkdtemp(join(tmpdir(), 'leaves-'));
  await using gateway = await startTestGateway();
  const { port } = await gateway.listen();
  const file = join(folder, 'log');
  await callAndLeave(gateway, port, file);
  await expect.poll(() => readFile(file, 'utf8')).toBe('ran\ncancelled\n');
  expect(gateway.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a call with an idempotency key goes on without its client, who may come back for the answer', async () => {
  verifies('server:idempotency:client-leaves');
  const folder = await mkdtemp(join(tmpdir(), 'leaves-'));
  await using gateway = await startTestGateway();
  const { port } = await gateway.listen();
  const file = join(folder, 'log');
  const headers = { 'idempotency-key': randomUUID() };
  await callAndLeave(gateway, port, file, headers);
  const again = await gateway.call('mark', { file, ms: 400 }, { headers });
  expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([200, 'true']);
  expect(await readFile(file, 'utf8')).toBe('ran\n');
  await rm(folder, { recursive: true });
});

test('a client that stays is not taken for one that has left', async () => {
  verifies('server:call:client-leaves');
  await using gateway = await startTestGateway();
  const { url } = await gateway.listen();
  const folder = await mkdtemp(join(tmpdir(), 'leaves-'));
  const file = join(folder, 'log');
  const answer = await fetch(`${url}/services/tools/call`, {
    method: 'POST',
    headers: { ...gateway.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ tool: 'mark', session_id: 's1', arguments: { file, ms: 100 } }),
  });
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ result: 'marked' })]);
  expect(await readFile(file, 'utf8')).toBe('ran\n');
  await rm(folder, { recursive: true });
});
