import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardHttpServer, httpServerOptions } from '../src/index.ts';
import { sendRaw } from './raw-http.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
let port: number;
beforeAll(async () => {
  gateway = await startTestGateway();
  ({ port } = await gateway.listen());
});
afterAll(() => gateway[Symbol.asyncDispose]());

const expectRefusal = (answer: Awaited<ReturnType<typeof sendRaw>>, status: number) => {
  expect([answer.status, answer.text.slice(0, 200)]).toEqual([status, answer.text.slice(0, 200)]);
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-xss-protection': '1; mode=block',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none';",
    'content-type': 'application/json; charset=utf-8',
  });
  expect(Object.keys(JSON.parse(answer.body))).toEqual(['error']);
};

const auth = () => `Authorization: ${gateway.headers.authorization}\r\n`;
const call = (headers: string, body = '') =>
  `POST /services/tools/call HTTP/1.1\r\nHost: x\r\n${auth()}Content-Type: application/json\r\n${headers}\r\n${body}`;

describe.each<[what: string, bytes: () => string | Buffer, status: number]>([
  ['no HTTP', () => 'hello\r\n\r\n', 400],
  ['binary', () => Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x0d, 0x0a, 0x0d, 0x0a]), 400],
  ['a made-up method', () => 'BREW /services HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['TRACE', () => 'TRACE /services HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ['CONNECT', () => 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ['a method that the gateway has no use for', () => 'PROPFIND /services HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ['a future version', () => 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
  ['a header without a name', () => 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400],
  ['a header with NUL', () => 'GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n', 400],
  ['a path with NUL', () => 'GET /services\0 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['a broken encoding', () => 'GET /services/%zz/tools HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['an overlong encoding', () => 'GET /services/%c0%ae/tools HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['too many headers', () => `GET / HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(40_000)}\r\n\r\n`, 431],
  ['a negative length', () => call('Content-Length: -1\r\n'), 400],
  ['two lengths', () => call('Content-Length: 1\r\nContent-Length: 2\r\n', 'x'), 400],
  [
    'a length and chunks',
    () => call('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    400,
  ],
  ['a broken chunk', () => call('Transfer-Encoding: chunked\r\n', 'zz\r\n'), 400],
  ['an unknown expectation', () => 'GET /health HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n', 417],
  ['no host', () => 'GET /services HTTP/1.1\r\n\r\n', 400],
])('a request with %s', (_what, bytes, status) => {
  test(`is answered with ${status} as {error}, with the security headers`, async () => {
    verifies('server:http:malformed', 'server:headers:every-answer');
    expectRefusal(await sendRaw(port, bytes()), status);
  });
});

test('dots in a path, encoded or not, lead nowhere', async () => {
  verifies('server:names:service');
  for (const [path, status] of [
    ['/services/%2e%2e/tools', 400],
    ['/services/%2e%2e%2f%2e%2e/tools', 400],
    ['/services/../sessions', 404],
    ['/services/./tools', 400],
    ['/sessions/..%2f..%2fetc', 405],
  ] as const) {
    const answer = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n${auth()}\r\n`);
    expect([path, answer.status]).toEqual([path, status]);
  }
});

test('a body that says it is over 10 MB is refused before it is sent', async () => {
  verifies('server:bodies:too-large');
  const answer = await sendRaw(port, call(`Content-Length: ${10 * 1024 * 1024 + 1}\r\n`));
  expectRefusal(answer, 413);
});

test('with Expect: 100-continue, it is not asked for', async () => {
  verifies('server:bodies:too-large');
  const length = `Content-Length: ${10 * 1024 * 1024 + 1}\r\n`;
  const refused = await sendRaw(port, call(`${length}Expect: 100-continue\r\n`));
  expect(refused.text).not.toContain('100 Continue');
  expectRefusal(refused, 413);
  const small = await sendRaw(port, call('Content-Length: 2\r\nExpect: 100-continue\r\n'), { waitMs: 200 });
  expect(small.text).toContain('100 Continue');
});

test('a body that grows over 10 MB is refused as it comes', async () => {
  verifies('server:bodies:too-large');
  const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', data => {
    text += data;
  });
  socket.on('error', () => {});
  socket.write(call('Transfer-Encoding: chunked\r\n'));
  for (let sent = 0; sent < 12 && text === ''; sent++) {
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  await expect.poll(() => text).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test('a client that sends all of a body that is too large before it reads still gets the answer', async () => {
  verifies('server:bodies:too-large');
  const size = 11 * 1024 * 1024;
  const socket = connect(port, '127.0.0.1');
  socket.pause();
  const sent = new Promise(resolve => socket.once('error', resolve));
  socket.write(call(`Content-Length: ${size}\r\n`));
  const written = new Promise(resolve => socket.write(Buffer.alloc(size, 'x'), resolve));
  expect(await Promise.race([written, sent])).toBeFalsy();
  socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  let text = '';
  socket.setEncoding('latin1').on('data', data => {
    text += data;
  });
  socket.resume();
  await expect.poll(() => text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  socket.destroy();
});

test('a body of exactly 10 MB is read', async () => {
  verifies('server:bodies:too-large');
  const body = JSON.stringify({ tool: 'echo', session_id: 's1', arguments: { pad: '' } });
  const padded = body.replace('""', `"${'x'.repeat(10 * 1024 * 1024 - body.length)}"`);
  expect(padded.length).toBe(10 * 1024 * 1024);
  const answer = await gateway.inject({
    method: 'POST',
    url: '/services/tools/call',
    payload: padded,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.statusCode).toBe(200);
});

test('a connection that was refused nothing is kept', async () => {
  verifies('server:http:keep-alive');
  const request = `GET /health HTTP/1.1\r\nHost: x\r\n\r\n`;
  const answer = await sendRaw(port, request + request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), {
    waitMs: 1_000,
  });
  expect(answer.status).toBe(200);
});

test('a sender that is slow on purpose is cut off with 408', async () => {
  verifies('server:http:slow-sender');
  const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
  const server = createServer({ ...httpServerOptions, ...limits });
  guardHttpServer(server);
  server.on('request', (request, response) => gateway.app.routing(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const slow = (server.address() as AddressInfo).port;
  expectRefusal(await sendRaw(slow, 'GET /health HTTP/1.1\r\nHost: x\r\nA: '), 408);
  expectRefusal(await sendRaw(slow, call('Content-Length: 100\r\n', '{"tool"')), 408);
  server.close();
  await once(server, 'close');
});

test('the gateway answers on after all that', async () => {
  verifies('server:http:malformed');
  expect((await gateway.call('echo', { text: 'still here' })).json().result).toBe('still here');
});
