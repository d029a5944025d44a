import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { McpError } from '../../../src/mcp/hub.ts';
import { jsonOf, modern, TestEndpoints, textOf } from './test-endpoints.ts';

let endpoints: TestEndpoints;
beforeAll(async () => {
  endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('capabilities', (_args, { caller }) => ({ capabilities: caller.capabilities }));
  endpoints.hub.tools.set('whose', (_args, { caller }) => ({ session: caller.sessionId }));
});
afterAll(() => endpoints[Symbol.asyncDispose]());

const keys = {
  version: 'io.modelcontextprotocol/protocolVersion',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  info: 'io.modelcontextprotocol/clientInfo',
};

async function errorOf(body: unknown, headers: Record<string, string>) {
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  const { id, error } = (await jsonOf(answer)) as {
    id?: unknown;
    error?: { code: number; message: string; data?: unknown };
  };
  return { status: answer.status, id, code: error?.code, message: error?.message, data: error?.data };
}

test('a request that lacks what each must tell is -32602 and 400, and the error says what', async () => {
  verifies('mcp-edge:2026:meta', 'mcp-edge:2026:error-id');
  const wrong: [meta: object | undefined, told: string][] = [
    [undefined, '_meta'],
    [{ [keys.capabilities]: {} }, keys.version],
    [{ [keys.version]: '2026-07-28' }, keys.capabilities],
    [{ [keys.version]: 7, [keys.capabilities]: {} }, keys.version],
    [{ [keys.version]: '2026-07-28', [keys.capabilities]: [] }, keys.capabilities],
    [{ [keys.version]: '2026-07-28', [keys.capabilities]: {}, [keys.info]: 'me' }, keys.info],
  ];
  const { headers } = modern('tools/list');
  for (const [_meta, told] of wrong) {
    const body = { jsonrpc: '2.0', id: 101, method: 'tools/list', params: _meta && { _meta } };
    const error = await errorOf(body, headers);
    expect(error).toMatchObject({ status: 400, id: 101, code: -32_602 });
    expect(error.message).toContain(told);
  }
});

test('a request without information about its client is served', async () => {
  verifies('mcp-edge:2026:client-info');
  const { body, headers } = modern('tools/list', {}, { meta: { [keys.info]: undefined } });
  expect((await endpoints.post('/mcp/gateway', body, { headers })).status).toBe(200);
});

test('an unknown version is -32022 and 400, with the versions that are known', async () => {
  verifies('mcp-edge:2026:version', 'mcp-edge:2026:error-id');
  for (const version of ['v999', '2027-01-01', '2025-11-25']) {
    const { body, headers } = modern('server/discover', {}, { version, id: 'v' });
    expect(await errorOf(body, headers)).toMatchObject({
      status: 400,
      id: 'v',
      code: -32_022,
      data: { supported: ['2026-07-28'], requested: version },
    });
  }
});

test('a version header that is missing, or not that of the body, is -32020 and 400', async () => {
  verifies('mcp-edge:2026:version-header');
  const { body, headers } = modern('tools/list');
  const { 'mcp-protocol-version': _, ...without } = headers;
  for (const given of [without, { ...headers, 'mcp-protocol-version': '2025-11-25' }]) {
    expect(await errorOf(body, given)).toMatchObject({ status: 400, id: 1, code: -32_020 });
  }
  const unknown = modern('tools/list', {}, { version: 'v999' });
  expect(await errorOf(unknown.body, headers)).toMatchObject({ status: 400, code: -32_020 });
});

test('an Mcp-Method that is missing, or not that of the body to the letter, is -32020 and 400', async () => {
  verifies('mcp-edge:2026:method-header', 'mcp-edge:2026:header-case');
  const { body, headers } = modern('tools/list');
  const { 'mcp-method': _, ...without } = headers;
  for (const given of [
    without,
    { ...headers, 'mcp-method': 'prompts/list' },
    { ...headers, 'mcp-method': 'TOOLS/LIST' },
  ]) {
    expect(await errorOf(body, given)).toMatchObject({ status: 400, code: -32_020 });
  }
  const upper = { ...without, 'MCP-METHOD': 'tools/list' };
  expect((await endpoints.post('/mcp/gateway', body, { headers: upper })).status).toBe(200);
});

test('an Mcp-Name that is missing, malformed, or not that of the body is -32020 and 400', async () => {
  verifies('mcp-edge:2026:name-header');
  const encode = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;
  endpoints.hub.tools.set('größe', () => ({ content: [] }));
  const plain = modern('tools/call', { name: 'whose' });
  const { 'mcp-name': _, ...without } = plain.headers;
  for (const given of [
    without,
    ...[
      'other',
      'WHOSE',
      encode('other'),
      '=?base64?d2hvc2U?=',
      '=?base64?wh!se===?=',
      '=?base64?/w==?=',
    ].map(name => ({ ...plain.headers, 'mcp-name': name })),
  ]) {
    expect(await errorOf(plain.body, given)).toMatchObject({ status: 400, code: -32_020 });
  }
  for (const name of ['whose', '  whose  ', encode('whose')]) {
    const headers = { ...plain.headers, 'mcp-name': name };
    expect((await endpoints.post('/mcp/gateway', plain.body, { headers })).status).toBe(200);
  }
  const strange = modern('tools/call', { name: 'größe' });
  const headers = { ...strange.headers, 'mcp-name': encode('größe') };
  expect((await endpoints.post('/mcp/gateway', strange.body, { headers })).status).toBe(200);
  const read = modern('resources/read', { uri: 'file:///a' });
  const wrong = { ...read.headers, 'mcp-name': 'file:///b' };
  expect(await errorOf(read.body, wrong)).toMatchObject({ status: 400, code: -32_020 });
});

test('a method that is unknown, or that this era has not, is -32601 and 404', async () => {
  verifies('mcp-edge:2026:method-not-found');
  for (const method of [
    'initialize',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'unknown/method',
  ]) {
    const { body, headers } = modern(method, {}, { id: 500 });
    expect(await errorOf(body, headers)).toMatchObject({ status: 404, id: 500, code: -32_601 });
  }
});

test('a request that needs an undeclared capability is 400', async () => {
  verifies('mcp-edge:2026:missing-capability');
  endpoints.hub.tools.set('asks', () => {
    throw new McpError(-32_021, 'sampling is needed', { data: { requiredCapabilities: { sampling: {} } } });
  });
  const { body, headers } = modern('tools/call', { name: 'asks' });
  expect(await errorOf(body, headers)).toMatchObject({
    status: 400,
    code: -32_021,
    data: { requiredCapabilities: { sampling: {} } },
  });
});

test('a resource that is not there has the code of this era in it, and the old one in the old', async () => {
  verifies('mcp-edge:2026:codes');
  endpoints.hub.tools.set('nowhere', () => {
    throw new McpError(-32_002, 'not there', { data: { uri: 'x:' } });
  });
  const { body, headers } = modern('tools/call', { name: 'nowhere' });
  expect(await errorOf(body, headers)).toMatchObject({ code: -32_602, data: { uri: 'x:' } });
  const session = await endpoints.initialize();
  const old = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'nowhere' } };
  expect(await errorOf(old, session)).toMatchObject({ status: 200, code: -32_002 });
});

test('what one request declares holds for no other', async () => {
  verifies('mcp-edge:2026:stateless');
  const of = async (name: string, capabilities: object) => {
    const { body, headers } = modern('tools/call', { name }, { capabilities });
    return ((await jsonOf(await endpoints.post('/mcp/gateway', body, { headers }))) as { result: object })
      .result;
  };
  expect(await of('capabilities', { sampling: {} })).toMatchObject({ capabilities: { sampling: {} } });
  expect(await of('capabilities', {})).toMatchObject({ capabilities: {} });
  const sessions = await Promise.all([{ roots: {} }, { roots: {} }, {}].map(given => of('whose', given)));
  expect(sessions[0]).toEqual(sessions[1]);
  expect(sessions[0]).not.toEqual(sessions[2]);
});

test('notifications are taken with 202 and no body; responses are refused', async () => {
  verifies('mcp-edge:2026:accepted');
  const headers = { 'mcp-protocol-version': '2026-07-28' };
  const note = { jsonrpc: '2.0', method: 'notifications/vendor', params: { x: 1 } };
  const taken = await endpoints.post('/mcp/gateway', note, { headers });
  expect([taken.status, await textOf(taken)]).toEqual([202, '']);
  expect(endpoints.hub.notifications.at(-1)).toMatchObject({
    method: 'notifications/vendor',
    params: { x: 1 },
  });
  const response = { jsonrpc: '2.0', id: 1, result: {} };
  expect(await errorOf(response, headers)).toMatchObject({ status: 400, id: undefined, code: -32_600 });
});

test('GET and DELETE are 405 for this version', async () => {
  verifies('mcp-edge:2026:post-only');
  for (const method of ['GET', 'DELETE']) {
    const headers = { 'mcp-protocol-version': '2026-07-28', accept: 'text/event-stream' };
    expect((await endpoints.send(method, '/mcp/gateway', { headers })).status).toBe(405);
  }
});

test('a session id is ignored, and none is given', async () => {
  verifies('mcp-edge:2026:no-resume');
  const { body, headers } = modern('tools/list');
  const answer = await endpoints.post('/mcp/gateway', body, {
    headers: { ...headers, 'mcp-session-id': 'whatever', 'last-event-id': 'x~1' },
  });
  expect([answer.status, answer.headers['mcp-session-id']]).toEqual([200, undefined]);
});
