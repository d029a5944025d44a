import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { resultOf, sendJson, startTestServer } from './test-server.ts';
import { openTransport } from './test-transport.ts';

const answering = () => startTestServer((request, response) => sendJson(response, resultOf(request)));

test('an address of this machine is refused, saying which, and which setting would allow it', async () => {
  verifies('mcp-http:addresses:refused');
  await using server = await answering();
  await using client = openTransport(server.url, { allowPrivateAddresses: [] });
  await expect(client.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_ADDRESS_REFUSED',
    retryable: true,
    message:
      'Service remote was not asked: its URL leads to 127.0.0.1, a loopback address; allow_private_addresses of the ' +
      'service or of security must contain "127.0.0.1/32", or a range around it, to allow that',
  });
  expect(server.received).toEqual([]);
});

test('a name is refused for the addresses that it has when it is dialled, naming both', async () => {
  verifies('mcp-http:addresses:refused', 'mcp-http:addresses:dialled');
  await using server = await answering();
  await using client = openTransport(`http://localhost:${server.port}/mcp`, {
    allowPrivateAddresses: ['10.0.0.0/8'],
  });
  await expect(client.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_ADDRESS_REFUSED',
    message: expect.stringMatching(/its host localhost is at (127\.0\.0\.1|::1), a loopback address/),
  });
  expect(server.received).toEqual([]);
});

test('a name is dialled at those of its addresses that are allowed', async () => {
  verifies('mcp-http:addresses:allowed');
  await using server = await answering();
  await using client = openTransport(`http://localhost:${server.port}/mcp`, {
    allowPrivateAddresses: ['127.0.0.1'],
  });
  expect(await client.ask('ping')).toMatchObject({ result: {} });
});

test('addresses in disguise are refused as well', async () => {
  verifies('mcp-http:addresses:refused');
  await using server = await answering();
  const disguises = [
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0',
  ];
  for (const host of disguises) {
    await using client = openTransport(`http://${host}:${server.port}/mcp`, { allowPrivateAddresses: [] });
    await expect(client.ask('ping'), host).rejects.toMatchObject({ code: 'GW_UPSTREAM_ADDRESS_REFUSED' });
  }
  expect(server.received).toEqual([]);
});

test('a proxy of the environment is not used', async () => {
  verifies('mcp-http:proxies');
  await using proxy = await answering();
  await using server = await answering();
  const before = process.env.http_proxy;
  process.env.http_proxy = `http://127.0.0.1:${proxy.port}`;
  try {
    await using client = openTransport(server.url);
    await client.ask('ping');
    expect(proxy.received).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.http_proxy;
    else process.env.http_proxy = before;
  }
});
