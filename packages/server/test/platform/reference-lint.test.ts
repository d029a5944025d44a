import { verifies } from '@gw/test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, expect, test } from 'vitest';
import { startOnSqlite } from './test-platform.ts';

let config: Awaited<ReturnType<typeof createConfig>>;
beforeAll(async () => {
  config = await createConfig({
    extends: ['recommended-strict'],
    // `/skills/catalog/{source}` beside `/skills/{skill_id}/package`: the contract has both.
    rules: { 'no-ambiguous-paths': 'off' },
  });
});

const lint = (source: string) => lintFromString({ source, config, absoluteRef: 'openapi.json' });

test('a published linter has nothing against the reference', { timeout: 60_000 }, async () => {
  verifies('api-docs:openapi:lint');
  await using platform = await startOnSqlite();
  const problems = await lint((await platform.gateway.inject({ url: '/openapi.json' })).body);
  const told = problems.map(
    ({ ruleId, message, location: [place] }) => `${ruleId} ${place?.pointer}: ${message}`,
  );
  expect(told).toEqual([]);
});

test('the linter sees what is wrong', async () => {
  const document = { openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: { '/a/{b}': { get: {} } } };
  const problems = await lint(JSON.stringify(document));
  expect(problems.map(({ ruleId }) => ruleId)).toContain('path-parameters-defined');
});
