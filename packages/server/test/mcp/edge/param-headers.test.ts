import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { checkParamHeaders } from '../../../src/mcp/edge/modern/param-headers.ts';
import { McpError } from '../../../src/mcp/hub.ts';
import { jsonOf, modern, TestEndpoints } from './test-endpoints.ts';

const tool = {
  name: 'sql',
  inputSchema: {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      limit: { type: 'integer', 'x-mcp-header': 'Limit' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
      nested: { type: 'object', properties: { tenant: { type: 'string', 'x-mcp-header': 'Tenant' } } },
      list: { type: 'array', items: { type: 'string', 'x-mcp-header': 'Never' } },
      query: { type: 'string' },
    },
  },
};

const check = (args: unknown, headers: Record<string, string>) => {
  try {
    checkParamHeaders(headers, tool, args);
    return undefined;
  } catch (error) {
    return error instanceof McpError ? [error.code, error.httpStatus] : error;
  }
};
const mismatch = [-32_020, 400];
const encode = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

test('headers say what the arguments say', () => {
  verifies('mcp-edge:2026:param-headers');
  const right: [unknown, Record<string, string>][] = [
    [{ region: 'us-west1' }, { 'mcp-param-region': 'us-west1' }],
    [{ region: 'Hello, 世界' }, { 'mcp-param-region': encode('Hello, 世界') }],
    [{ region: '=?base64?SGVsbG8=' }, { 'mcp-param-region': '=?base64?SGVsbG8=' }],
    [{ region: 'SGVsbG8=' }, { 'mcp-param-region': 'SGVsbG8=' }],
    [{ limit: 42 }, { 'mcp-param-limit': '42.0' }],
    [{ dry: false }, { 'mcp-param-dry': 'false' }],
    [{ nested: { tenant: 'a' } }, { 'mcp-param-tenant': 'a' }],
    [{ region: null }, {}],
    [{ query: 'SELECT' }, {}],
    [undefined, { 'mcp-param-region': 'ignored' }],
    [{ list: ['x'] }, {}],
    [{ region: {} }, {}],
  ];
  for (const [args, headers] of right) expect([args, check(args, headers)]).toEqual([args, undefined]);
});

test('headers that are missing, malformed, or say something else are -32020 and 400', () => {
  verifies('mcp-edge:2026:param-headers');
  const wrong: [unknown, Record<string, string>][] = [
    [{ region: 'us-west1' }, {}],
    [{ region: 'us-west1' }, { 'mcp-param-region': 'US-WEST1' }],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    [{ region: 'größe' }, { 'mcp-param-region': 'größe' }],
    [{ limit: 42 }, { 'mcp-param-limit': '43' }],
    [{ limit: 42 }, { 'mcp-param-limit': '0x2a' }],
    [{ nested: { tenant: 'a' } }, { 'mcp-param-tenant': 'b' }],
  ];
  for (const [args, headers] of wrong) expect([args, check(args, headers)]).toEqual([args, mismatch]);
});

test('a call is checked against its tool, before the tool is asked', async () => {
  verifies('mcp-edge:2026:param-headers');
  await using endpoints = await TestEndpoints.start();
  endpoints.hub.definitions.set('sql', tool);
  endpoints.hub.tools.set('sql', () => ({ content: [] }));
  const { body, headers } = modern('tools/call', { name: 'sql', arguments: { region: 'eu' } });
  const refused = await endpoints.post('/mcp/gateway', body, { headers });
  expect([refused.status, await jsonOf(refused)]).toMatchObject([400, { id: 1, error: { code: -32_020 } }]);
  expect(endpoints.hub.requests).toHaveLength(0);
  const taken = await endpoints.post('/mcp/gateway', body, {
    headers: { ...headers, 'Mcp-Param-Region': 'eu' },
  });
  expect(taken.status).toBe(200);
});
