import { readFile } from 'node:fs/promises';
import { verifies } from '@gw/test';
import { nodeServer, startNpmRegistry } from '@gw/test/registries';
import { expect, test } from 'vitest';
import { startImports } from './imported.ts';

const minute = 60_000;
const bin = { echo: 'server.js' };
const published = {
  name: '@tests/echo',
  version: '1.2.0',
  manifest: { bin },
  files: { 'server.js': nodeServer },
};
const request = { registry: 'npm', registryId: '@tests/echo', name: 'echo' };

test('a server of npm is installed at one version, with its integrity, and answers', {
  timeout: minute,
}, async () => {
  verifies('import:npm:pinned');
  await using registry = await startNpmRegistry([published, { ...published, version: '1.3.0' }]);
  await using gateway = await startImports({ npmRegistry: registry.url });
  const { server, ...result } = await gateway.import({
    ...request,
    version: '1.2.0',
    config: { args: ['one'], env: { GREETING: 'hello' } },
  });
  expect(result).toEqual({ version: '1.2.0', integrity: expect.stringMatching(/^sha512-/), toolCount: 1 });
  expect(server).toMatchObject({
    status: 'running',
    source: 'catalog:npm',
    description: 'Test package @tests/echo',
    config: {
      package: { registry: 'npm', id: '@tests/echo', version: '1.2.0', integrity: result.integrity },
    },
  });
  expect(await gateway.call('echo', { a: 1 })).toEqual({ args: ['one'], given: { a: 1 }, greeting: 'hello' });
  const lock = JSON.parse(await readFile(`${gateway.folder}/${server.id}/package-lock.json`, 'utf8'));
  expect(lock.packages['node_modules/@tests/echo'].integrity).toBe(result.integrity);
});
