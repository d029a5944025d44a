import { verifies } from '@gw/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const post = (payload: string | Buffer, url = '/services/tools/call', headers = {}) =>
  gateway.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });

const valid = { tool: 'echo', session_id: 's1' };
const body = (fields: object) => JSON.stringify({ ...valid, ...fields });
const long = (length: number) => 'x'.repeat(length);

describe.each<[what: string, payload: string | Buffer, error: string]>([
  ['nothing', '', 'Invalid JSON'],
  ['no JSON', '{"tool":', 'Invalid JSON'],
  ['an empty object', '{}', 'Invalid JSON'],
  ['null', 'null', 'Invalid JSON'],
  ['a list', '[1]', 'Invalid JSON'],
  ['an empty list', '[]', 'Invalid JSON'],
  ['a text', '"text"', 'Invalid JSON'],
  ['a number', '7', 'Invalid JSON'],
  ['true', 'true', 'Invalid JSON'],
  ['NaN', '{"tool":"echo","session_id":"s","timeout":NaN}', 'Invalid JSON'],
  ['infinity', '{"tool":"echo","session_id":"s","timeout":Infinity}', 'Invalid JSON'],
  ['minus infinity', '{"tool":"echo","session_id":"s","arguments":{"a":-Infinity}}', 'Invalid JSON'],
  ['broken UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'Invalid JSON'],
  ['depth', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'Invalid JSON'],
  ['no tool', '{"session_id":"s"}', "Missing 'tool' parameter"],
  ['an empty tool', body({ tool: '' }), "Missing 'tool' parameter"],
  ['a null tool', body({ tool: null }), "Missing 'tool' parameter"],
  ['a tool 0', body({ tool: 0 }), "Missing 'tool' parameter"],
  ['an empty list for tool', body({ tool: [] }), "Missing 'tool' parameter"],
  ['a number for tool', body({ tool: 5 }), 'Tool name contains invalid characters'],
  ['a list for tool', body({ tool: ['echo'] }), 'Tool name contains invalid characters'],
  ['a long tool', body({ tool: long(65) }), 'Invalid tool name length'],
  ['a tool with a dot', body({ tool: 'a.b' }), 'Tool name contains invalid characters'],
  ['a tool with a line break', body({ tool: 'echo\n' }), 'Tool name contains invalid characters'],
  ['40 characters beyond the BMP', body({ tool: '🙂'.repeat(40) }), 'Tool name contains invalid characters'],
  ['no session', '{"tool":"echo"}', "Missing 'session_id' parameter"],
  ['metadata too large to keep', body({ metadata: { a: long(65_536) } }), "Invalid 'metadata' parameter"],
  ['an empty session', body({ session_id: '' }), "Missing 'session_id' parameter"],
  ['a number for session', body({ session_id: 12 }), 'Session ID contains invalid characters'],
  ['a long session', body({ session_id: long(129) }), 'Invalid session ID length'],
  ['a session with a slash', body({ session_id: '../x' }), 'Session ID contains invalid characters'],
  ['a session with a line break', body({ session_id: 's\n' }), 'Session ID contains invalid characters'],
  ['a list for arguments', body({ arguments: [] }), "Invalid 'arguments' parameter"],
  ['null for arguments', body({ arguments: null }), "Invalid 'arguments' parameter"],
  ['a text for arguments', body({ arguments: '{}' }), "Invalid 'arguments' parameter"],
  [
    'a number beyond all bounds in arguments',
    '{"tool":"echo","session_id":"s","arguments":{"a":[1,{"b":-1e400}]}}',
    "Invalid 'arguments' parameter",
  ],
  [
    'a number beyond all bounds in metadata',
    '{"tool":"echo","session_id":"s","metadata":{"a":1e400}}',
    "Invalid 'metadata' parameter",
  ],
  ['timeout 0', body({ timeout: 0 }), "Invalid 'timeout' parameter"],
  ['a negative timeout', body({ timeout: -1 }), "Invalid 'timeout' parameter"],
  ['a timeout over an hour', body({ timeout: 3600.5 }), "Invalid 'timeout' parameter"],
  ['a huge timeout', '{"tool":"echo","session_id":"s","timeout":1e400}', "Invalid 'timeout' parameter"],
  ['a text for timeout', body({ timeout: '30' }), "Invalid 'timeout' parameter"],
  ['true for timeout', body({ timeout: true }), "Invalid 'timeout' parameter"],
  ['null for timeout', body({ timeout: null }), "Invalid 'timeout' parameter"],
  ['a list for metadata', body({ metadata: [] }), "Invalid 'metadata' parameter"],
  ['null for metadata', body({ metadata: null }), "Invalid 'metadata' parameter"],
  ['call_timeout 0', body({ call_timeout: 0 }), "Invalid 'call_timeout' parameter"],
  ['call_timeout over an hour', body({ call_timeout: 3601 }), "Invalid 'call_timeout' parameter"],
])('a body with %s', (_what, payload, error) => {
  test(`is 400 ${error}`, async () => {
    verifies('server:call:validation');
    const answer = await post(payload);
    expect([answer.statusCode, answer.json()]).toEqual([400, { error }]);
  });
});

test('the first thing wrong is told, in the order of the original', async () => {
  verifies('server:call:validation-order');
  const allWrong = { tool: 'a b', session_id: 'a b', arguments: 1, timeout: 0, metadata: 1 };
  const fixes: [string, unknown, string][] = [
    ['tool', 'echo', 'Session ID contains invalid characters'],
    ['session_id', 's1', "Invalid 'arguments' parameter"],
    ['arguments', {}, "Invalid 'timeout' parameter"],
    ['timeout', 1, "Invalid 'metadata' parameter"],
  ];
  let fixed: Record<string, unknown> = allWrong;
  expect((await post(JSON.stringify(fixed), '/services/a%20b/call')).json().error).toMatch(/^Service name/);
  expect((await post('nonsense', '/services/a%20b/call')).json().error).toMatch(/^Service name/);
  expect((await post(JSON.stringify(fixed))).json().error).toMatch(/^Tool name/);
  for (const [name, value, next] of fixes) {
    fixed = { ...fixed, [name]: value };
    expect((await post(JSON.stringify(fixed))).json().error).toBe(next);
  }
});

test('what is refused leaves no session and starts nothing', async () => {
  verifies('server:call:validation');
  await post(body({ session_id: 'ghost', metadata: 7 }));
  expect(gateway.sessions.get('ghost')).toBeUndefined();
});

test.each([
  ['a%2Fb', 'Service name contains invalid characters'],
  ['a%00b', 'Service name contains invalid characters'],
  ['tools%0a', 'Service name contains invalid characters'],
  ['%20', 'Service name contains invalid characters'],
  [long(65), 'Invalid service name length'],
  [long(3_000), 'Invalid service name length'],
  ['', 'Invalid service name length'],
])('the service name %s is refused', async (name, error) => {
  verifies('server:names:service');
  const called = await post(JSON.stringify(valid), `/services/${name}/call`);
  expect([called.statusCode, called.json()]).toEqual([400, { error }]);
  const listed = await gateway.inject({ url: `/services/${name}/tools` });
  expect([listed.statusCode, listed.json()]).toEqual([400, { error }]);
});

test.each([
  ['application/json'],
  ['application/json; charset=utf-8'],
  ['Application/JSON'],
  ['application/vnd.x+json'],
])('a body declared as %s is read', async type => {
  verifies('server:bodies:content-type');
  expect((await post(body({}), undefined, { 'content-type': type })).statusCode).toBe(200);
});

test('a byte order mark before the body does no harm', async () => {
  verifies('server:bodies:content-type');
  expect((await post(`\ufeff${body({})}`)).statusCode).toBe(200);
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'json',
  'application/jsonp',
  ';',
])('a body declared as %s is 415', async type => {
  verifies('server:bodies:content-type');
  const answer = await post(body({}), undefined, { 'content-type': type });
  expect([answer.statusCode, Object.keys(answer.json())]).toEqual([415, ['error']]);
});

test('timeout and metadata of the first call stay with the session, those of later calls do not', async () => {
  verifies('server:call:first-stays');
  await post(body({ session_id: 'kept', timeout: 12.5, metadata: { agent: 'a' } }));
  await post(body({ session_id: 'kept', timeout: 99, metadata: { agent: 'b' } }));
  const sessions = (await gateway.inject({ url: '/sessions' })).json();
  expect(sessions.kept).toMatchObject({ timeout: 12.5, metadata: { agent: 'a' } });
});
