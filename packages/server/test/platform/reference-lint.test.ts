import { verifies } from '@gw/test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { startOnSqlite } from './test-platform.ts';

test('a published linter has nothing against the reference', { timeout: 60_000 }, async () => {
  verifies('api-docs:openapi:lint');
  await using platform = await startOnSqlite();
  const source = (await platform.gateway.inject({ url: '/openapi.json' })).body;
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, config, absoluteRef: 'openapi.json' });
  const told = problems.map(
    ({ ruleId, message, location: [place] }) => `${ruleId} ${place?.pointer}: ${message}`,
  );
  expect(told).toEqual([]);
});

test('the linter sees what is wrong', async () => {
  const document = { openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: { '/a/{b}': { get: {} } } };
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({
    source: JSON.stringify(document),
    config,
    absoluteRef: 'openapi.json',
  });
  expect(problems.map(({ ruleId }) => ruleId)).toContain('struct');
});
