import { readFile } from 'node:fs/promises';
import { verifies } from '@gw/test';
import { pythonServer, startPypiIndex } from '@gw/test/registries';
import { describe, expect, test } from 'vitest';
import { plainClients, startImports } from './imported.ts';

const needed = { name: 'tests-needed', version: '2.0', files: { 'needed.py': 'greeting = "hello"\n' } };
const published = {
  name: 'tests-echo',
  version: '1.2.0',
  programs: { 'tests-echo': 'tests_echo:main' },
  files: { 'tests_echo.py': pythonServer },
};
const request = { registry: 'pypi', registryId: 'tests-echo', name: 'echo' };
const { find } = plainClients();
const clients = [
  { name: 'uv', only: ['uv'] },
  { name: 'pip', only: ['python3'] },
] as const;

for (const { name, only } of clients) {
  const isThere = (await find(...only)) !== undefined;
  describe.skipIf(!isThere)(`by ${name}`, () => {
    test('a server of PyPI gets an environment of its own, with hashes, and answers', {
      timeout: 90_000,
    }, async () => {
      verifies('import:pypi:pinned');
      await using index = await startPypiIndex([published, { ...published, version: '1.3.0' }, needed]);
      await using gateway = await startImports({ pypiIndex: `${index.url}/simple/` }, { only });
      const { server, ...result } = await gateway.import({
        ...request,
        version: '1.2.0',
        config: { args: ['one'], env: { GREETING: 'hello' } },
      });
      expect(result).toEqual({
        version: '1.2.0',
        integrity: expect.stringMatching(/^sha256:/),
        toolCount: 1,
      });
      expect(server).toMatchObject({
        status: 'running',
        source: 'catalog:pypi',
        config: { package: { registry: 'pypi', id: 'tests-echo', version: '1.2.0' } },
      });
      expect(await gateway.call('echo', { a: 1 })).toEqual({
        args: ['one'],
        given: { a: 1 },
        greeting: 'hello',
      });
      const pinned = await readFile(`${gateway.folder}/${server.id}/requirements.txt`, 'utf8');
      expect(pinned).toContain('tests-echo==1.2.0');
      expect(pinned).toContain(`--hash=${result.integrity}`);
    });

    test('what PyPI does not have is told at once, and leaves nothing', { timeout: 90_000 }, async () => {
      verifies('import:unknown');
      await using index = await startPypiIndex([published]);
      await using gateway = await startImports({ pypiIndex: `${index.url}/simple/` }, { only });
      for (const wrong of [{ registryId: 'tests-none' }, { version: '9.9.9' }]) {
        await expect(gateway.import({ ...request, ...wrong })).rejects.toMatchObject({
          code: 'GW_PACKAGE_NOT_FOUND',
          status: 404,
        });
      }
      expect(gateway.catalog.servers()).toEqual([]);
      expect(await gateway.left()).toEqual([]);
    });

    test('a package of PyPI without a program is an error that says so', { timeout: 90_000 }, async () => {
      verifies('import:no-executable');
      await using index = await startPypiIndex([needed]);
      await using gateway = await startImports({ pypiIndex: `${index.url}/simple/` }, { only });
      await expect(gateway.import({ ...request, registryId: 'tests-needed' })).rejects.toMatchObject({
        code: 'GW_PACKAGE_UNUSABLE',
      });
      const [server] = gateway.catalog.servers();
      expect(server).toMatchObject({ status: 'error', lastError: expect.stringContaining('no executable') });
      expect(await gateway.left()).toEqual([]);
    });
  });
}
