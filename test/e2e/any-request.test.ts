import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

let gateway: RunningGateway;
let sessionsBefore: string[];
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  gateway = await startGateway({ services: { it: hostile() } });
  await gateway.call('it', { tool: 'echo', session_id: 'kept' });
  sessionsBefore = await sessions();
});
afterAll(async () => {
  agent.destroy();
  await gateway[Symbol.asyncDispose]();
});

const sessions = async () => Object.keys((await gateway.request('/sessions')).json);

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Sends what fetch would repair or refuse: paths as they are, any method, any body on any method. */
function send({ method, path, headers = {}, body = '' }: Sent) {
  const { hostname, port } = new URL(gateway.url);
  const authorization = `Bearer ${gateway.token}`;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const bytes = Buffer.from(body);
    const sent = request(
      {
        ...{ hostname, port, method, path, agent },
        headers: { authorization, 'content-length': bytes.length, ...headers },
      },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', part => (text += part));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.once('error', reject);
    sent.end(bytes);
  });
}

function expectRefusal({ status, text }: { status: number; text: string }, sent: unknown): void {
  const what = JSON.stringify(sent).slice(0, 500);
  expect(status, what).toBeGreaterThanOrEqual(400);
  expect(status, what).toBeLessThan(500);
  expect(text, what).not.toMatch(/\bat .+\(.+:\d+:\d+\)|node:internal|\.js:\d+/);
}

const segment = fc.oneof(
  fc.constantFrom(
    'services',
    'sessions',
    'it',
    'tools',
    'call',
    'health',
    '..',
    '.',
    '',
    '%2e%2e',
    '%2F',
    '%00',
    '%',
  ),
  fc.string({ unit: fc.constantFrom(...'abz09-_.~!$&()*+,;=:@%|"<>[]{}^`\\'.split('')), maxLength: 200 }),
  fc.string({ maxLength: 20 }).map(encodeURIComponent),
);
const path = fc.array(segment, { maxLength: 5 }).map(parts => `/${parts.join('/')}`);
const method = fc.constantFrom(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'LOCK',
);
const contentType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  '/',
  '',
);
const runs = 300;

test('no request of any method, path and body makes the gateway fail', async () => {
  verifies('bad-input:routes:no-5xx', 'bad-input:answers:no-stack');
  const anything = fc.record({
    method,
    path,
    headers: contentType.map(type => ({ 'content-type': type })),
    body: fc.oneof(fc.json(), fc.string(), fc.uint8Array({ maxLength: 300 })),
  });
  await fc.assert(
    fc.asyncProperty(anything, async sent => {
      const answer = await send(sent);
      expect(answer.status, JSON.stringify(sent)).toBeLessThan(500);
      if (answer.status >= 400) expectRefusal(answer, sent);
    }),
    { numRuns: runs },
  );
  expect(await sessions()).toEqual(sessionsBefore);
});

/** A value that stands where the contract wants another. */
const wrong = {
  tool: fc.oneof(
    fc.constantFrom(null, 1, true, [], {}, '', ' ', 'a b', 'é', 'x'.repeat(65)),
    fc.string({ minLength: 65 }),
  ),
  session_id: fc.constantFrom(null, 0, false, [], {}, '', 'a/b', '\u0000', 'ß', 'x'.repeat(129)),
  arguments: fc.constantFrom(null, 1, 'text', [], [{}]),
  timeout: fc.oneof(
    fc.constantFrom(null, '1', 0, -0, -1, 3_600.001, 1e300, [], {}),
    fc.double({ max: 0, noNaN: true }),
  ),
  metadata: fc.constantFrom(null, 1, 'text', []),
};

test('a call with one wrong member is refused with 400 and makes no session', async () => {
  verifies('bad-input:call:refused', 'bad-input:refused:changes-nothing');
  const mutation = fc
    .constantFrom(...(Object.keys(wrong) as (keyof typeof wrong)[]))
    .chain(member => wrong[member].map(value => ({ [member]: value })));
  await fc.assert(
    fc.asyncProperty(mutation, async member => {
      const body = JSON.stringify({ tool: 'echo', session_id: 'new', arguments: {}, ...member });
      const answer = await send({
        method: 'POST',
        path: '/services/it/call',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(answer.status, body).toBe(400);
      expect(Object.keys(JSON.parse(answer.text)), body).toEqual(['error']);
    }),
    { numRuns: runs },
  );
  expect(await sessions()).toEqual(sessionsBefore);
});

test.each(['NaN', 'Infinity', '-Infinity', '1e400x', '0x10', '01'])(
  'the number %s is no JSON',
  async number => {
    verifies('bad-input:numbers:nan');
    const body = `{"tool":"echo","session_id":"new","timeout":${number}}`;
    const headers = { 'content-type': 'application/json' };
    expect(await send({ method: 'POST', path: '/services/it/call', headers, body })).toEqual({
      status: 400,
      text: '{"error":"Invalid JSON"}',
    });
  },
);

test('encoded paths reach no route that the plain path would not', async () => {
  verifies('bad-input:paths:encoded');
  for (const path of [
    '/services/it%2Ftools',
    '/services%2Fit/tools',
    '/services/../services/it/tools/..%2f..%2fsessions',
    '/%73essions/%2e%2e/x',
    '/services/%c3%28/tools',
    '/services/%/tools',
    '/services/it/tools/',
    '//services',
  ])
    expectRefusal(await send({ method: 'GET', path }), path);
});

test('a body announced over the limit is refused before it is sent', async () => {
  verifies('bad-input:body:refused-before-read', 'rest:body:too-large');
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const head = [
    'POST /services/it/call HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${gateway.token}`,
    'Content-Type: application/json',
    `Content-Length: ${11 * 1024 * 1024}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const answer = await new Promise<string>(resolve => socket.once('data', data => resolve(String(data))));
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

test('a body over the limit is cut off there when its length was not announced', async () => {
  verifies('bad-input:body:refused-before-read');
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const head = ['POST /services/it/call HTTP/1.1', 'Host: x', `Authorization: Bearer ${gateway.token}`];
  const more = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
  socket.write(`${[...head, ...more].join('\r\n')}\r\n\r\n`);
  const chunk = 'x'.repeat(1 << 20);
  for (let n = 0; n < 12; n++) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  const answer = await new Promise<string>(resolve => socket.once('data', data => resolve(String(data))));
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

test('bytes that are no HTTP are answered with 400 or a closed connection', async () => {
  verifies('bad-input:bytes:refused');
  const { hostname, port } = new URL(gateway.url);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), async bytes => {
      const answer = await new Promise<string>(resolve => {
        let text = '';
        const socket = connect(Number(port), hostname, () =>
          socket.end(Buffer.from([...bytes, 13, 10, 13, 10])),
        );
        socket.on('data', data => (text += data));
        socket.on('error', () => {});
        socket.once('close', () => resolve(text));
      });
      expect(answer).toMatch(/^(|HTTP\/1\.1 4\d\d )/);
    }),
    { numRuns: 100 },
  );
  expect((await gateway.request('/health')).status).toBe(200);
});

test('refused requests leave the memory where it was', async () => {
  verifies('bad-input:memory:flat');
  const residentMb = () =>
    Number(readFileSync(`/proc/${gateway.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) / 1024;
  const round = async () => {
    for (let n = 0; n < 1_000; n++)
      await send({
        method: 'POST',
        path: `/services/${n}-x/call`,
        body: `{"session_id":"${n}${'y'.repeat(1_000)}`,
      });
  };
  await round();
  const before = residentMb();
  await round();
  await round();
  expect(residentMb() - before).toBeLessThan(30);
});
