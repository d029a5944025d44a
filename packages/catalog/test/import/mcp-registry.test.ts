import { verifies } from '@gw/test';
import { nodeServer, startMcpRegistry, startNpmRegistry } from '@gw/test/registries';
import { expect, test } from 'vitest';
import { startImports } from './imported.ts';

const minute = 60_000;
const echo = {
  name: 'tests-echo',
  version: '1.0.0',
  manifest: { bin: 'server.js' },
  files: { 'server.js': nodeServer },
};
const packaged = {
  name: 'com.example/echo',
  title: 'Echo',
  description: 'Says it again',
  version: '3.1.0',
  repository: { url: 'https://example.com/echo', source: 'github' },
  packages: [
    { registryType: 'nuget', identifier: 'Tests.Echo', version: '1.0.0', transport: { type: 'stdio' } },
    {
      registryType: 'npm',
      identifier: 'tests-echo',
      version: '1.0.0',
      transport: { type: 'stdio' },
      packageArguments: [
        { type: 'positional', value: 'serve' },
        { type: 'named', name: '--level', default: 'high' },
        { type: 'named', name: '--account', isRequired: false },
      ],
      environmentVariables: [
        { name: 'GREETING', default: 'hello', description: 'What is said' },
        { name: 'TOKEN', isRequired: true, isSecret: true },
      ],
    },
  ],
};
const remote = {
  name: 'com.example/remote',
  version: '1.0.0',
  remotes: [
    {
      type: 'streamable-http',
      url: 'https://mcp.example.com/mcp',
      headers: [{ name: 'X-Kind', value: 'test' }],
    },
  ],
};
const neither = { name: 'com.example/neither', version: '1.0.0' };

test('a server of the MCP registry is installed from its package, or reached where it runs', {
  timeout: minute,
}, async () => {
  verifies('import:mcp-registry');
  await using npm = await startNpmRegistry([echo]);
  await using registry = await startMcpRegistry([packaged, remote, neither]);
  await using gateway = await startImports({ npmRegistry: npm.url, mcpRegistry: registry.url });
  const { signal } = new AbortController();
  const { entries } = await gateway.imports.search('example', signal);
  const found = entries.filter(entry => entry.registry === 'mcp');
  expect(found.map(({ registryId }) => registryId)).toEqual([packaged.name, remote.name, neither.name]);
  expect(found[0]).toMatchObject({
    name: 'Echo',
    version: '3.1.0',
    homepage: 'https://example.com/echo',
    needs: [
      { name: 'GREETING', description: 'What is said', required: false, secret: false },
      { name: 'TOKEN', required: true, secret: true },
    ],
  });

  const request = { registry: 'mcp', registryId: packaged.name, name: 'echo' };
  const { server } = await gateway.import({ ...request, config: { env: { TOKEN: 'given' } } });
  expect(server).toMatchObject({ source: 'catalog:mcp', description: 'Says it again', status: 'running' });
  expect(await gateway.call('echo')).toMatchObject({ args: ['serve', '--level', 'high'], greeting: 'hello' });

  const away = { ...request, registryId: remote.name, name: 'away', autoStart: false };
  const { server: reached } = await gateway.import({ ...away, config: { headers: { 'X-Own': 'mine' } } });
  expect(reached).toMatchObject({
    type: 'streamable_http',
    status: 'stopped',
    config: {
      url: 'https://mcp.example.com/mcp',
      headers: { 'X-Kind': expect.any(String), 'X-Own': expect.any(String) },
    },
  });

  const refused = (registryId: string) => gateway.import({ ...request, name: 'other', registryId });
  await expect(refused('com.example/none')).rejects.toMatchObject({ code: 'GW_PACKAGE_NOT_FOUND' });
  await expect(refused(neither.name)).rejects.toMatchObject({ code: 'GW_PACKAGE_UNUSABLE' });
});

test('the list of the gateway names what it offers, and a catalog that fails hides no other', {
  timeout: minute,
}, async () => {
  verifies('import:search');
  await using npm = await startNpmRegistry([echo]);
  await using gateway = await startImports({ npmRegistry: npm.url, mcpRegistry: 'http://127.0.0.1:1' });
  const { signal } = new AbortController();
  const wellKnown = await gateway.imports.search('', signal);
  expect(wellKnown.entries.map(({ registryId }) => registryId)).toEqual(
    expect.arrayContaining(['everything', 'time']),
  );
  const { entries, unavailable } = await gateway.imports.search('echo', signal);
  expect(entries.map(({ registry, registryId }) => [registry, registryId])).toContainEqual([
    'npm',
    'tests-echo',
  ]);
  expect(unavailable).toContainEqual({ registry: 'mcp', error: expect.stringContaining('can not be asked') });
  const missing = gateway.import({ registry: 'builtin', registryId: 'none', name: 'x' });
  await expect(missing).rejects.toMatchObject({ code: 'GW_PACKAGE_NOT_FOUND' });
  const unknown = gateway.import({ registry: 'cargo', registryId: 'none', name: 'x' });
  await expect(unknown).rejects.toMatchObject({ code: 'GW_REGISTRY_UNKNOWN' });
});
