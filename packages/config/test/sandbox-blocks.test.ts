import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, parse, serviceFile } from './parsing.ts';

const sandboxOf = (entry: object) => parse(serviceFile(entry)).config.services.one?.sandbox;

test('the block is read under sandbox and under sandbox_config', () => {
  verifies('config:sandbox:both-keys');
  expect(sandboxOf({ sandbox: { restricted_env: false } })?.restricted_env).toBe(false);
  expect(sandboxOf({ sandbox_config: { restricted_env: false } })?.restricted_env).toBe(false);
});

test('given under both keys, the blocks are merged; sandbox wins with a warning', () => {
  verifies('config:sandbox:merged');
  const { config, warnings } = parse(
    serviceFile({
      sandbox: { memory_mb: 256, cpu_seconds: 5 },
      sandbox_config: { memory_mb: 1024, cpu_seconds: 5, processes: 3 },
    }),
  );
  expect(config.services.one?.sandbox).toMatchObject({ memory_mb: 256, cpu_seconds: 5, processes: 3 });
  expect(warnings).toMatchObject([{ pointer: '/services/one/sandbox_config/memory_mb' }]);
});

test('a problem is reported under the key that holds it', () => {
  const issues = issuesOf(serviceFile({ sandbox: { enabled: 'maybe' }, sandbox_config: { processes: 0 } }));
  expect(issues.map(({ pointer }) => pointer)).toEqual([
    '/services/one/sandbox/enabled',
    '/services/one/sandbox_config/processes',
  ]);
});

test('an unknown key is warned about in either block', () => {
  const { warnings } = parse(serviceFile({ sandbox: { allowed_paths: [] }, sandbox_config: { note: 'x' } }));
  expect(warnings.map(({ pointer }) => pointer)).toEqual([
    '/services/one/sandbox/allowed_paths',
    '/services/one/sandbox_config/note',
  ]);
});

test.each(['cpu_seconds', 'memory_mb', 'processes', 'file_size_mb'])(
  'the limit %s has to be positive',
  key => {
    verifies('config:sandbox:positive-limits');
    for (const value of [0, -1, 0.5, 'unlimited']) {
      expect(issuesOf(serviceFile({ sandbox: { [key]: value } }))).toMatchObject([{ value }]);
    }
  },
);

test('what the file leaves out of the policy stays out, for the preset to say', () => {
  verifies('isolation:config:left-out');
  const { enabled, ...rest } = sandboxOf({}) ?? {};
  expect(enabled).toBe(true);
  for (const key of ['preset', 'restricted_env', 'network', 'seccomp', 'cpu_share', 'allow_degraded'])
    expect(rest).not.toHaveProperty(key);
});

test('the network is one of two words or an allow-list, with texts from the environment, too', () => {
  verifies('isolation:config:network');
  const networkOf = (network: unknown) => sandboxOf({ sandbox: { network } })?.network;
  expect(networkOf('none')).toBe('none');
  expect(networkOf('${UNSET_NETWORK|host}')).toBe('host');
  expect(networkOf({ allow: [] })).toEqual({ allow: [] });
  const allow = ['api.example.com:443', '*.example.com:8443', '10.1.0.0/16:5432', '[fd00::1]:443'];
  expect(networkOf({ allow: ['${UNSET_HOST|api.example.com}:443', ...allow.slice(1)] })).toEqual({ allow });
});

test.each([
  ['all', '/services/one/sandbox/network'],
  [['a:1'], '/services/one/sandbox/network'],
  [{}, '/services/one/sandbox/network/allow'],
  [{ allow: ['example.com'] }, '/services/one/sandbox/network/allow/0'],
  [{ allow: ['https://example.com:443'] }, '/services/one/sandbox/network/allow/0'],
])('%j is no network', (network, pointer) => {
  verifies('isolation:config:network');
  expect(issuesOf(serviceFile({ sandbox: { network } }))).toMatchObject([{ pointer }]);
});

test('an unknown key within the allow-list is warned about', () => {
  const { warnings } = parse(serviceFile({ sandbox: { network: { allow: [], alow: [] } } }));
  expect(warnings).toMatchObject([{ pointer: '/services/one/sandbox/network/alow', expected: 'allow' }]);
});

test('paths are made absolute by the working folder of the gateway', () => {
  verifies('isolation:config:paths');
  const sandbox = sandboxOf({
    sandbox: { allow_read: ['notes', '/srv'], allow_write: ['./out'], hide: ['.env'] },
  });
  expect(sandbox).toMatchObject({
    allow_read: [expect.stringMatching(/^\/.*\/notes$/), '/srv'],
    allow_write: [expect.stringMatching(/^\/.*\/out$/)],
    hide: [expect.stringMatching(/^\/.*\/\.env$/)],
  });
});

test.each([
  ['preset', 'hihg'],
  ['cpu_share', 0],
  ['cpu_share', 'much'],
  ['open_files', 3],
  ['disk_mb', 0],
  ['allow_write', '/srv'],
])('%s: %j is refused', (key, value) => {
  expect(issuesOf(serviceFile({ sandbox: { [key]: value } }))).toMatchObject([
    { pointer: `/services/one/sandbox/${key}` },
  ]);
});
