import { expect, test } from 'vitest';
import * as surface from '../src/index.ts';
import { UpstreamError, type UpstreamErrorCode } from '../src/index.ts';

test('the exports are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'AddressGuard',
    'McpClient',
    'McpManager',
    'McpService',
    'OAuthClient',
    'OAuthRefusal',
    'UpstreamError',
    'UpstreamHttpError',
    'UpstreamRpcError',
    'createEraMemory',
    'createGuardedFetch',
    'createMemoryOAuthStore',
    'createOAuthAuthorization',
    'createPlainSpawner',
    'isRepeatable',
    'listDefinitions',
    'listKinds',
    'parseJson',
    'protocolVersions',
    'silentLogger',
    'statelessVersions',
  ]);
});

test('the codes of errors are these', () => {
  const codes: Record<UpstreamErrorCode, true> = {
    GW_UNKNOWN_SERVICE: true,
    GW_UPSTREAM_START_FAILED: true,
    GW_UPSTREAM_EXITED: true,
    GW_UPSTREAM_TIMEOUT: true,
    GW_UPSTREAM_CANCELLED: true,
    GW_UPSTREAM_RPC_ERROR: true,
    GW_UPSTREAM_BUSY: true,
    GW_UPSTREAM_PROTOCOL: true,
    GW_UPSTREAM_UNREACHABLE: true,
    GW_UPSTREAM_HTTP: true,
    GW_UPSTREAM_ADDRESS_REFUSED: true,
  };
  expect(Object.keys(codes)).toHaveLength(11);
});

test('an error does not carry its details into logs and answers', () => {
  const details = { stderr: ['confidential'] };
  const error = new UpstreamError('GW_UPSTREAM_EXITED', 'a', 'Service a has exited', { details });
  expect(error.details).toBe(details);
  expect(JSON.stringify({ ...error })).not.toContain('confidential');
});

test('a service fills its defaults and copies what it was given', () => {
  const command = ['node', 'server.mjs'];
  const service = new surface.McpService({ name: 'a', command });
  command.push('--later');
  expect({ ...service }).toEqual({
    name: 'a',
    command: ['node', 'server.mjs'],
    url: undefined,
    transport: 'auto',
    headers: {},
    allowPrivateAddresses: [],
    description: '',
    enabled: true,
    sandboxConfig: {},
    env: {},
    callTimeoutMs: 30_000,
    startTimeoutMs: 30_000,
    warm: 0,
    shared: false,
  });
  expect(() => new surface.McpService({ name: 'a', command: [] })).toThrow(TypeError);
  const url = 'http://127.0.0.1/mcp';
  expect(() => new surface.McpService({ name: 'a', command, url })).toThrow(TypeError);
  expect(() => new surface.McpService({ name: 'a', url: 'file:///etc' })).toThrow(TypeError);
  expect(new surface.McpService({ name: 'a', url })).toMatchObject({ url, command: [] });
});
