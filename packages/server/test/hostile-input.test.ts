import { verifies } from '@gw/test';
import fc from 'fast-check';
import type { HTTPMethods, InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from './raw-http.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
let port: number;
beforeAll(async () => {
  gateway = await startTestGateway({
    config: { session: { max_total_sessions: 4, max_sessions_per_service: 4 } },
  });
  ({ port } = await gateway.listen());
  await gateway.call('echo');
});
afterAll(() => gateway[Symbol.asyncDispose]());

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const segment = fc.oneof(
  fc.constantFrom('services', 'sessions', 'tools', 'call', 'health', 's1', '..', '%2e%2e', '%00', '%', '%ff'),
  fc.string({ unit: 'binary', maxLength: 20 }).map(text => encodeURIComponent(text.toWellFormed())),
  fc.string({ maxLength: 200 }).map(text => text.replace(/[\s#?\\]/g, '')),
);
const url = fc.array(segment, { maxLength: 5 }).map(segments => `/${segments.join('/')}`);
const name = fc.oneof(
  fc.constantFrom('echo', 'args', 's1', ''),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);
const callBody = fc.record(
  {
    tool: name,
    session_id: name,
    arguments: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())),
    timeout: fc.oneof(fc.double(), fc.jsonValue()),
    metadata: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
    call_timeout: fc.oneof(fc.double({ min: 0.5, max: 10 }), fc.jsonValue()),
    __proto__: fc.jsonValue(),
    constructor: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const payload = fc.oneof(
  callBody.map(body => JSON.stringify(body)),
  fc.jsonValue().map(value => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map(bytes => Buffer.from(bytes)),
);
const contentType = fc.oneof(
  { arbitrary: fc.constant('application/json'), weight: 5 },
  { arbitrary: fc.constantFrom('text/plain', 'application/json; charset=x', 'a/b+json', ';', ''), weight: 1 },
);

async function expectDecent(options: InjectOptions) {
  const answer = await gateway.inject(options);
  const told = JSON.stringify({ options, status: answer.statusCode, body: answer.body.slice(0, 500) });
  expect(answer.statusCode, told).toBeLessThan(500);
  expect(answer.body, told).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(answer.headers['x-frame-options'], told).toBe('DENY');
  if (answer.statusCode >= 400 && options.method !== 'HEAD') {
    expect(Object.keys(answer.json()), told).toEqual(['error']);
  }
}

test('no request to any route, however odd, is answered with 5xx or a stack', async () => {
  verifies('server:hostile:routes');
  const request = fc.record({ method: fc.constantFrom(...methods), url, payload, type: contentType });
  await fc.assert(
    fc.asyncProperty(request, async ({ method, url, payload, type }) => {
      const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE';
      await expectDecent({ method, url, ...(hasBody ? { payload, headers: { 'content-type': type } } : {}) });
    }),
    { numRuns: 400 },
  );
});

test('no body of a call, however odd, is answered with 5xx or a stack', async () => {
  verifies('server:hostile:calls');
  await fc.assert(
    fc.asyncProperty(payload, contentType, fc.string({ maxLength: 300 }), async (payload, type, key) => {
      const headers = {
        'content-type': type,
        ...(/^[\x21-\x7e]*$/.test(key) && key !== '' ? { 'idempotency-key': key } : {}),
      };
      await expectDecent({ method: 'POST', url: '/services/tools/call', payload, headers });
    }),
    { numRuns: 600 },
  );
});

test('no credentials, however odd, get in or break anything', async () => {
  verifies('server:hostile:credentials');
  const header = fc.oneof(
    fc.string(),
    fc.base64String().map(text => `Basic ${text}`),
    fc.string({ maxLength: 5_000 }).map(text => `Bearer ${text}`),
    fc.string({ unit: 'binary' }).map(text => `Basic ${Buffer.from(text).toString('base64')}`),
  );
  await fc.assert(
    fc.asyncProperty(header, async authorization => {
      const answer = await gateway.app.inject({ url: '/services', headers: { authorization } });
      expect(answer.statusCode).toBe(401);
    }),
    { numRuns: 200 },
  );
});

test('no bytes on a socket get an answer that is not HTTP, a 5xx or a stack', async () => {
  verifies('server:hostile:sockets');
  const line = fc.constantFrom(
    'GET /health HTTP/1.1',
    'POST /services/tools/call HTTP/1.1',
    'Host: x',
    'Content-Length: 5',
    'Content-Length: 99999999999999999999',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Expect: 100-continue',
    '',
    '0',
    '{}',
  );
  const bytes = fc.oneof(
    fc.array(line, { maxLength: 10 }).map(lines => Buffer.from(lines.join('\r\n'))),
    fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array)),
    fc
      .tuple(fc.array(line, { maxLength: 5 }), fc.string({ unit: 'binary', maxLength: 50 }))
      .map(([lines, junk]) => Buffer.from(`${lines.join('\r\n')}${junk}\r\n\r\n`, 'latin1')),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async sent => {
      const answer = await sendRaw(port, sent, { waitMs: 30 });
      if (answer.text === '') return;
      expect(answer.text).toMatch(/^HTTP\/1\.1 [1234]\d\d /);
      expect(answer.text).not.toMatch(/\n\s+at .+:\d+:\d+/);
    }),
    { numRuns: 100 },
  );
  expect((await gateway.call('echo', { text: 'on' })).json().result).toBe('on');
});

test('what was refused has changed nothing', () => {
  verifies('server:hostile:no-change');
  expect(gateway.sessions.list().length).toBeLessThanOrEqual(4);
  expect(gateway.logged.filter(({ level }) => level === 'error')).toEqual([]);
});
