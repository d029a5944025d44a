import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JsonObject, readyText } from '../../../src/mcp/hub.ts';
import { jsonOf, modern, TestEndpoints, textOf } from './test-endpoints.ts';

let endpoints: TestEndpoints;
beforeAll(async () => {
  endpoints = await TestEndpoints.start();
});
afterAll(() => endpoints[Symbol.asyncDispose]());

const infoKey = 'io.modelcontextprotocol/serverInfo';

async function resultOf(method: string, params: Record<string, unknown> = {}): Promise<JsonObject> {
  const { body, headers } = modern(method, params);
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  return ((await jsonOf(answer)) as { result: JsonObject }).result;
}

test('server/discover tells versions, capabilities, instructions and the server', async () => {
  verifies('mcp-edge:2026:discover');
  expect(await resultOf('server/discover')).toEqual({
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: { listChanged: true }, vendor: { kept: true } },
    instructions: 'Be kind.',
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { [infoKey]: { name: 'test-gateway', version: '1.0.0' } },
  });
});

test('results are complete, and of the gateway, where their server has said neither', async () => {
  verifies('mcp-edge:2026:result-type', 'mcp-edge:2026:server-info');
  const own = { name: 'upstream', version: '3' };
  endpoints.hub.tools.set('plain', () => ({ content: [], _meta: { other: true } }));
  endpoints.hub.tools.set('dressed', () => ({ resultType: 'task', _meta: { [infoKey]: own } }));
  expect(await resultOf('tools/call', { name: 'plain' })).toEqual({
    content: [],
    resultType: 'complete',
    _meta: { other: true, [infoKey]: { name: 'test-gateway', version: '1.0.0' } },
  });
  expect(await resultOf('tools/call', { name: 'dressed' })).toEqual({
    resultType: 'task',
    _meta: { [infoKey]: own },
  });
});

test('cacheable results say for how long and for whom, and others do not', async () => {
  verifies('mcp-edge:2026:caching');
  const { request } = endpoints.hub;
  const hints: unknown[] = [
    { ttlMs: 5_000, cacheScope: 'public' },
    { ttlMs: -1, cacheScope: 'everyone' },
    { ttlMs: 1.5 },
  ];
  endpoints.hub.request = async () => ({ tools: [], ...(hints.shift() as object) });
  expect(await resultOf('tools/list')).toMatchObject({ ttlMs: 5_000, cacheScope: 'public' });
  expect(await resultOf('prompts/list')).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  expect(await resultOf('resources/list')).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  for (const method of ['resources/templates/list', 'resources/read']) {
    expect(await resultOf(method, { uri: 'x:' })).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  }
  expect(await resultOf('tools/call', { name: 'x' })).not.toHaveProperty('ttlMs');
  endpoints.hub.request = async () => ({
    resultType: 'input_required',
    inputRequests: {},
    requestState: 's',
  });
  expect(await resultOf('resources/read', { uri: 'x:' })).not.toHaveProperty('ttlMs');
  endpoints.hub.request = request;
});

test('a result that has its JSON already goes out as it is', async () => {
  verifies('mcp-edge:pass:fields');
  endpoints.hub.tools.set('ready', () => ({ never: 'written', [readyText]: '{"made":"once"}' }));
  const { body, headers } = modern('tools/call', { name: 'ready' });
  const text = await textOf(await endpoints.post('/mcp/gateway', body, { headers }));
  expect(text).toBe('{"jsonrpc":"2.0","id":1,"result":{"made":"once"}}');
});
