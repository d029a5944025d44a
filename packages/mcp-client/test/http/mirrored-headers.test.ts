import { verifies } from '@gw/test';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeHeaderValue } from '../../src/http/header-value.ts';
import { messageHeaders } from '../../src/http/message-headers.ts';
import { mirroredParameters, parameterHeaders } from '../../src/http/mirrored-parameters.ts';
import { modern } from './test-transport.ts';

/** What the specification has a server do. */
function decode(value: string): string {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(value)?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString();
}

test('any text survives the way through a header, which holds visible ASCII only', () => {
  verifies('mcp-http:headers:encoding');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), fc.constant('=?base64?x?=')), text => {
      const value = encodeHeaderValue(text);
      expect(decode(value)).toBe(text);
      expect(value).toMatch(/^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/);
    }),
  );
});

test("the specification's examples are encoded as it says", () => {
  verifies('mcp-http:headers:encoding');
  expect(
    ['us-west1', 'Hello, 世界', ' padded ', 'line1\nline2', '=?base64?literal?='].map(encodeHeaderValue),
  ).toEqual([
    'us-west1',
    '=?base64?SGVsbG8sIOS4lueVjA==?=',
    '=?base64?IHBhZGRlZCA=?=',
    '=?base64?bGluZTEKbGluZTI=?=',
    '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=',
  ]);
});

test('a request of the 2026 era repeats its version, method and name in headers, others have none', () => {
  verifies('mcp-http:headers:standard');
  const headers = (method: string, params?: Record<string, unknown>) =>
    messageHeaders(modern(1, method, params));
  expect(headers('tools/call', { name: 'größe' })).toEqual({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': '=?base64?Z3LDtsOfZQ==?=',
  });
  expect(headers('resources/read', { uri: 'file:///a' })).toMatchObject({ 'mcp-name': 'file:///a' });
  expect(headers('prompts/get', { name: 'a' })).toMatchObject({ 'mcp-name': 'a' });
  expect(headers('tools/list', { name: 'a' })).not.toHaveProperty('mcp-name');
  expect(
    messageHeaders({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'a' } }),
  ).toBeUndefined();
  expect(messageHeaders({ jsonrpc: '2.0', id: 1, result: {} })).toBeUndefined();
});

describe('parameters that are sent as headers', () => {
  const schema = {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      place: {
        type: 'object',
        properties: { zone: { type: 'integer', 'x-mcp-header': 'Zone' }, open: { type: 'boolean' } },
      },
      'x-mcp-header': { type: 'string', default: { 'x-mcp-header': 'data' } },
    },
  };

  test('are found wherever properties alone lead, and taken from the same place of the arguments', () => {
    verifies('mcp-http:headers:parameters');
    const found = mirroredParameters(schema);
    expect(found).toEqual({
      parameters: [
        { header: 'Mcp-Param-Region', path: ['region'] },
        { header: 'Mcp-Param-Zone', path: ['place', 'zone'] },
      ],
    });
    const headersOf = (args: unknown) =>
      parameterHeaders('parameters' in found ? found.parameters : [], args);
    expect(headersOf({ region: 'eu', place: { zone: -7 } })).toEqual({
      'Mcp-Param-Region': 'eu',
      'Mcp-Param-Zone': '-7',
    });
    expect(headersOf({ region: null, place: {} })).toEqual({});
    expect(headersOf({ region: '', place: { zone: 2 ** 53 } })).toEqual({
      'Mcp-Param-Region': '=?base64??=',
    });
    expect(headersOf(undefined)).toEqual({});
    expect(headersOf({ region: ['eu'], place: 'zone' })).toEqual({});
  });

  test('are a fault of the tool where the specification does not allow them', () => {
    verifies('mcp-http:headers:faults');
    const property = (mark: unknown, type: unknown = 'string') => ({
      properties: { a: { type, 'x-mcp-header': mark } },
    });
    const faulty: Record<string, unknown> = {
      empty: property(''),
      'not a text': property(7),
      'not a token': property('a b'),
      'with a line break': property('a\nb'),
      'of a number': property('A', 'number'),
      'of an object': property('A', 'object'),
      'of several types': property('A', ['string', 'null']),
      'without a type': { properties: { a: { 'x-mcp-header': 'A' } } },
      'at the top': { type: 'string', 'x-mcp-header': 'A' },
      'given twice': {
        properties: {
          a: { type: 'string', 'x-mcp-header': 'A' },
          b: { type: 'string', 'x-mcp-header': 'a' },
        },
      },
      'under items': { properties: { a: { type: 'array', items: property('A') } } },
      'under allOf': { allOf: [property('A')] },
      'under $defs': { $defs: { a: property('A') } },
      'under a $defs entry named default': { $defs: { default: property('A') } },
      'under an unknown keyword': { extra: { nested: property('A') } },
    };
    for (const [name, schema] of Object.entries(faulty))
      expect(mirroredParameters(schema), name).toHaveProperty('fault');
  });

  test('a schema nested without end is refused, not walked', () => {
    verifies('mcp-http:headers:faults');
    let deep: Record<string, unknown> = { type: 'string' };
    for (let n = 0; n < 5_000; n++) deep = { properties: { a: deep } };
    expect(mirroredParameters(deep)).toHaveProperty('fault');
    let deepItems: Record<string, unknown> = { type: 'string' };
    for (let n = 0; n < 5_000; n++) deepItems = { items: deepItems };
    expect(mirroredParameters(deepItems)).toHaveProperty('fault');
  });

  test('no schema, or one without marks, has none', () => {
    verifies('mcp-http:headers:parameters');
    for (const plain of [undefined, null, true, [], 'x', {}, { properties: 7 }]) {
      expect(mirroredParameters(plain)).toEqual({ parameters: [] });
    }
  });
});
