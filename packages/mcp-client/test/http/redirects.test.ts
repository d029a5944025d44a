import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { type Handler, resultOf, sendJson, startTestServer } from './test-server.ts';
import { openTransport } from './test-transport.ts';

const answers: Handler = (request, response) => sendJson(response, resultOf(request));

const redirectTo = (location: string, status = 307): Handler => {
  return (_request, response) => void response.writeHead(status, { location }).end();
};

test('a message is sent on to where a 307 or 308 leads, with its credentials within the origin', async () => {
  verifies('mcp-http:redirects:followed');
  for (const status of [307, 308]) {
    await using server = await startTestServer((request, response) => {
      if (request.path === '/mcp') redirectTo('/mcp/', status)(request, response);
      else answers(request, response);
    });
    await using client = openTransport(server.url, { headers: { Authorization: 'Bearer abc' } });
    await client.ask('ping');
    const [first, second] = server.received;
    expect(second?.path).toBe('/mcp/');
    expect(second?.message).toEqual(first?.message);
    expect(second?.headers).toMatchObject({ authorization: 'Bearer abc' });
  }
});

test('credentials and the session stay with the origin that they are for', async () => {
  verifies('mcp-http:redirects:credentials');
  await using other = await startTestServer(answers);
  let hasMoved = false;
  await using server = await startTestServer((request, response) => {
    if (hasMoved) redirectTo(other.url)(request, response);
    else if (request.method === 'GET') response.writeHead(405).end();
    else sendJson(response, resultOf(request), 200, { 'mcp-session-id': 'secret-session' });
  });
  await using client = openTransport(server.url, {
    headers: { 'X-Api-Key': 'secret-key', authorization: 'secret' },
  });
  await client.initialize();
  expect(server.received.at(-1)?.headers).toMatchObject({ 'x-api-key': 'secret-key' });
  hasMoved = true;
  await client.ask('ping');
  expect(other.of('ping')).toHaveLength(1);
  expect(JSON.stringify(other.received)).not.toContain('secret');
});

test('redirects that go in a circle, lose the message or lead nowhere fail the call', async () => {
  verifies('mcp-http:redirects:refused');
  const faults: [Handler, string][] = [
    [redirectTo('/mcp'), 'they lead nowhere'],
    [redirectTo('/elsewhere', 301), 'that loses the message; its URL has to be set'],
    [redirectTo('/elsewhere', 302), 'that loses the message'],
    [redirectTo('/elsewhere', 303), 'that loses the message'],
    [redirectTo('ftp://example.com/'), 'to what is no HTTP URL'],
    [redirectTo('http://[nonsense'), 'to what is no URL'],
  ];
  for (const [handler, message] of faults) {
    await using server = await startTestServer(handler);
    await using client = openTransport(server.url);
    await expect(client.ask('ping'), message).rejects.toMatchObject({
      code: 'GW_UPSTREAM_PROTOCOL',
      message: expect.stringContaining(message),
    });
    expect(server.received.length).toBeLessThanOrEqual(6);
  }
});

test('a redirect to an address that is not allowed is not followed', async () => {
  verifies('mcp-http:addresses:redirects');
  await using inner = await startTestServer(answers);
  await using server = await startTestServer(redirectTo(inner.url.replace('127.0.0.1', '127.0.0.2')));
  await using client = openTransport(server.url, { allowPrivateAddresses: ['127.0.0.1'] });
  await expect(client.ask('ping')).rejects.toMatchObject({ code: 'GW_UPSTREAM_ADDRESS_REFUSED' });
});
