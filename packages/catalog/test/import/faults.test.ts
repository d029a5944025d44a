import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { nodeServer, startNpmRegistry } from '@gw/test/registries';
import { describe, expect, test } from 'vitest';
import { type ImportRequest, openImports } from '../../src/index.ts';
import { owner, Place } from '../open-catalog.ts';
import { plainClients, startImports } from './imported.ts';

const exec = promisify(execFile);
const minute = 60_000;
const echo = {
  name: 'tests-echo',
  version: '1.0.0',
  manifest: { bin: 'server.js' },
  files: { 'server.js': nodeServer },
};
const request: ImportRequest = { registry: 'npm', registryId: 'tests-echo', name: 'echo' };

test('what npm does not have is told at once, and leaves nothing', { timeout: minute }, async () => {
  verifies('import:unknown');
  await using registry = await startNpmRegistry([echo]);
  await using gateway = await startImports({ npmRegistry: registry.url });
  for (const wrong of [{ registryId: 'tests-none' }, { version: '9.9.9' }]) {
    await expect(gateway.import({ ...request, ...wrong })).rejects.toMatchObject({
      code: 'GW_PACKAGE_NOT_FOUND',
      status: 404,
    });
  }
  expect(gateway.catalog.servers()).toEqual([]);
  expect(await gateway.left()).toEqual([]);
});

test('which program is the server is told, named, or asked for', { timeout: 2 * minute }, async () => {
  verifies('import:no-executable');
  const several = {
    ...echo,
    name: 'tests-several',
    manifest: { bin: { one: 'server.js', two: 'server.js' } },
  };
  const none = { ...echo, name: 'tests-none', manifest: {} };
  await using registry = await startNpmRegistry([several, none]);
  await using gateway = await startImports({ npmRegistry: registry.url });
  await expect(gateway.import({ ...request, registryId: 'tests-none' })).rejects.toMatchObject({
    code: 'GW_PACKAGE_UNUSABLE',
    status: 422,
    message: expect.stringContaining('no executable'),
  });
  const chosen = { ...request, registryId: 'tests-several' };
  await expect(gateway.import(chosen)).rejects.toThrow(/name one as executable: one, two/);
  expect(gateway.catalog.servers()).toEqual([]);
  expect(await gateway.left()).toEqual([]);
  expect(await gateway.import({ ...chosen, executable: 'two' })).toMatchObject({ toolCount: 1 });
});

test('names that are paths, options, addresses or shell are no names', { timeout: minute }, async () => {
  verifies('import:names');
  await using registry = await startNpmRegistry([echo]);
  await using gateway = await startImports({
    npmRegistry: registry.url,
    pypiIndex: `${registry.url}/simple/`,
  });
  const tricks = [
    '../../etc/passwd',
    '/etc/passwd',
    './here',
    '-g',
    '--registry=http://127.0.0.1',
    'file:/etc',
    'git+ssh://example.com/x',
    'http://example.com/x.tgz',
    'name; touch /tmp/x',
    '$(id)',
    '`id`',
    'a b',
    'a\nb',
    'a\0b',
    '@scope/../x',
    '..',
    'name@npm:other',
  ];
  for (const registryId of tricks) {
    for (const registry of ['npm', 'pypi']) {
      await expect(gateway.import({ ...request, registry, registryId })).rejects.toMatchObject({
        code: 'GW_INVALID',
      });
    }
  }
  for (const version of ['>=1', '1 || 2', '../1', 'file:/x', '--tag']) {
    await expect(gateway.import({ ...request, version })).rejects.toMatchObject({ code: 'GW_INVALID' });
  }
  for (const name of ['../x', 'a b', 'a/b', '']) {
    await expect(gateway.import({ ...request, name })).rejects.toMatchObject({ code: 'GW_INVALID' });
  }
  expect(gateway.catalog.servers()).toEqual([]);
  expect(await gateway.left()).toEqual([]);
});

test('of two imports of one name at once, one is refused', { timeout: minute }, async () => {
  verifies('import:one-name');
  await using registry = await startNpmRegistry([echo]);
  await using gateway = await startImports({ npmRegistry: registry.url });
  const outcomes = await Promise.allSettled([gateway.import(request), gateway.import(request)]);
  const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
  expect(refused).toEqual(['GW_SERVER_NAME_TAKEN']);
  expect(gateway.catalog.servers()).toMatchObject([{ name: 'echo', status: 'running' }]);
  expect(await gateway.left()).toHaveLength(1);
});

test('a registry that hangs is given up, and nothing is left', { timeout: minute }, async () => {
  verifies('import:registry-hangs');
  await using registry = await startNpmRegistry([echo]);
  registry.stalls = /./;
  await using gateway = await startImports({ npmRegistry: registry.url }, { answerWithinMs: 1_500 });
  await expect(gateway.import(request)).rejects.toMatchObject({ code: 'GW_REGISTRY_FAILED', status: 502 });
  expect(gateway.catalog.servers()).toEqual([]);
  expect(await gateway.left()).toEqual([]);
});

test('a registry that can not be reached is told so', { timeout: minute }, async () => {
  verifies('import:registry-hangs');
  const registry = await startNpmRegistry([echo]);
  const { url } = registry;
  await registry[Symbol.asyncDispose]();
  await using gateway = await startImports({ npmRegistry: url });
  await expect(gateway.import(request)).rejects.toMatchObject({
    code: 'GW_REGISTRY_FAILED',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a tarball that is not what the registry promised fails, with the end of the log', {
  timeout: minute,
}, async () => {
  verifies('import:failed');
  await using registry = await startNpmRegistry([echo]);
  registry.replaced = { path: /\.tgz$/, content: Buffer.from('not what it was') };
  await using gateway = await startImports({ npmRegistry: registry.url });
  await expect(gateway.import(request)).rejects.toMatchObject({ code: 'GW_INSTALL_FAILED' });
  const [server] = gateway.catalog.servers();
  expect(server).toMatchObject({ status: 'error', lastError: expect.stringMatching(/EINTEGRITY/) });
  expect(await gateway.left()).toEqual([]);
  registry.replaced = undefined;
  expect(await gateway.import(request)).toMatchObject({ toolCount: 1 });
});

test('a server deleted while it is installed takes the installation with it', {
  timeout: minute,
}, async () => {
  verifies('import:deleted');
  await using registry = await startNpmRegistry([echo]);
  registry.stalls = /\.tgz$/;
  await using gateway = await startImports({ npmRegistry: registry.url });
  const { signal } = new AbortController();
  const begun = await gateway.imports.begin(request, owner, signal);
  const running = begun.run({ signal, report: () => {} });
  running.catch(() => {});
  await expect.poll(() => registry.requests.at(-1), { timeout: minute }).toMatch(/\.tgz$/);
  await gateway.catalog.delete(begun.server.id);
  await expect(running).rejects.toMatchObject({ code: 'GW_OPERATION_CANCELLED' });
  expect(await gateway.left()).toEqual([]);
});

test('with its server, an installed package goes', { timeout: minute }, async () => {
  verifies('import:deleted');
  await using registry = await startNpmRegistry([echo]);
  await using gateway = await startImports({ npmRegistry: registry.url });
  const { server } = await gateway.import(request);
  expect(await gateway.left()).toEqual([server.id]);
  await gateway.catalog.delete(server.id);
  await expect.poll(() => gateway.left()).toEqual([]);
});

test('where callers may name no commands, packages are not installed either', {
  timeout: minute,
}, async () => {
  verifies('import:no-commands');
  await using registry = await startNpmRegistry([echo]);
  await using gateway = await startImports({ npmRegistry: registry.url }, { allowStdioServers: false });
  await expect(gateway.import(request)).rejects.toMatchObject({ code: 'GW_COMMANDS_NOT_ALLOWED' });
  expect(await gateway.left()).toEqual([]);
});

test('without an engine or a client, what is needed is told', { timeout: minute }, async () => {
  verifies('import:client-missing');
  await using gateway = await startImports({}, { only: [] });
  const refused = (registry: string, registryId: string) =>
    gateway.import({ ...request, registry, registryId });
  const missing = (what: string) => ({
    code: 'GW_CLIENT_MISSING',
    status: 422,
    message: expect.stringContaining(what),
  });
  await expect(refused('docker', 'mcp/echo')).rejects.toMatchObject(missing('podman or docker'));
  await expect(refused('pypi', 'tests-echo')).rejects.toMatchObject(missing('uv, or python3'));
});

/** A full disk takes a disk of its own: only root can make one, and not in every container. */
const canMount = await exec('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).then(
  () => process.getuid?.() === 0,
  () => false,
);

describe.skipIf(!canMount)('on a full disk', () => {
  test('an import fails with the reason, and frees what it took', { timeout: minute }, async () => {
    verifies('import:full-disk');
    const large = { ...echo, files: { ...echo.files, 'large.bin': Buffer.alloc(8 * 1024 * 1024) } };
    await using registry = await startNpmRegistry([large]);
    await using place = await Place.make();
    const folder = join(place.folder, 'imported');
    await mkdir(folder);
    await exec('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
    try {
      await using opened = await place.open();
      const sources = () => ({ npmRegistry: registry.url });
      const imports = await openImports({
        catalog: opened.catalog,
        clients: plainClients(),
        folder,
        sources,
      });
      const { signal } = new AbortController();
      const begun = await imports.begin(request, owner, signal);
      await expect(begun.run({ signal, report: () => {} })).rejects.toThrow(/ENOSPC|no space left/i);
      expect(opened.catalog.servers()).toMatchObject([
        { status: 'error', lastError: expect.stringMatching(/ENOSPC|no space/i) },
      ]);
      const { stdout } = await exec('find', [folder, '-mindepth', '1']);
      expect(stdout).toBe('');
      await imports.close();
    } finally {
      await exec('umount', [folder]);
    }
  });
});
