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
