import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { echo, named, other, owner, Place } from './open-catalog.ts';

test('who sees a server running finds its tools', async () => {
  verifies('catalog:servers:running-with-tools');
  await using place = await Place.make();
  await using opened = await place.open();
  const { catalog } = opened;
  for (const name of ['a', 'b', 'c']) {
    const { id } = await catalog.create(await place.stdio(name), owner);
    while (catalog.server(id).status === 'starting') await new Promise(setImmediate);
    expect(catalog.server(id)).toMatchObject({ status: 'running', toolCount: 1 });
  }
});

test('servers of the config file and of the API are one list; their tools and ids last over restarts', async () => {
  verifies('catalog:servers:one-list');
  verifies('catalog:tools:stable-ids');
  await using place = await Place.make();
  const service = await place.service('configured', named('one', 'two'));
  const before = await (async () => {
    await using opened = await place.open({ configServices: [service] });
    const { catalog } = opened;
    await catalog.create(await place.stdio('added'), owner);
    await expect.poll(() => catalog.servers().map(({ status }) => status)).toEqual(['running', 'running']);
    await expect.poll(() => catalog.tools()).toHaveLength(3);
    return { servers: catalog.servers(), tools: catalog.tools() };
  })();
  expect(before.servers).toMatchObject([
    { name: 'added', type: 'stdio', source: 'api', toolCount: 1 },
    { name: 'configured', type: 'stdio', source: 'config', toolCount: 2 },
  ]);
  await using again = await place.open({ configServices: [service], starts: false });
  expect(again.catalog.servers().map(({ id, toolCount }) => ({ id, toolCount }))).toEqual(
    before.servers.map(({ id, toolCount }) => ({ id, toolCount })),
  );
  expect(again.catalog.tools().map(({ id, name }) => [id, name])).toEqual(
    before.tools.map(({ id, name }) => [id, name]),
  );
});

test('after a restart, listings are answered before any server runs', async () => {
  verifies('catalog:restart:listings');
  await using place = await Place.make();
  const service = await place.service('a', named('one'));
  {
    await using first = await place.open({ configServices: [service] });
    await expect.poll(() => first.catalog.servers()[0]?.toolCount).toBe(1);
  }
  await using second = await place.open({ configServices: [service], starts: false });
  expect(await second.manager.getServiceTools('a')).toEqual(named('one'));
  expect((await second.manager.getSurface('a')).identity.serverInfo).toEqual({
    name: 'listed',
    version: '1.0.0',
  });
});

test('a server of the API that is known from an earlier run starts when it is needed', async () => {
  verifies('catalog:servers:on-demand');
  await using place = await Place.make();
  {
    await using first = await place.open();
    await first.catalog.create(await place.stdio('a', named('one')), owner);
    await expect.poll(() => first.catalog.serverByName('a')?.toolCount).toBe(1);
  }
  await using second = await place.open();
  const { id } = second.catalog.serverByName('a') ?? {};
  expect(second.catalog.serverByName('a')).toMatchObject({ status: 'running', toolCount: 1 });
  expect(second.manager.status('a')).toMatchObject({ state: 'idle', attempts: 0 });
  expect(await second.catalog.health(String(id))).toMatchObject({ error: null });
  await expect.poll(() => second.manager.status('a').state).toBe('ready');
});

test('what was learned of another definition is not shown', async () => {
  verifies('catalog:restart:listings');
  await using place = await Place.make();
  {
    await using first = await place.open({ configServices: [await place.service('a', named('one'))] });
    await expect.poll(() => first.catalog.servers()[0]?.toolCount).toBe(1);
  }
  const { command } = await place.service('a', named('one'));
  const changed = await place.service('a', named('one'));
  Object.assign(changed, { command: [...command, 'another argument'] });
  await using second = await place.open({ configServices: [changed], starts: false });
  expect(second.manager.surface('a')).toBeUndefined();
});

test('a service that the config file no longer has is gone, and is the same one when it comes back', async () => {
  verifies('catalog:servers:reload');
  await using place = await Place.make();
  const service = await place.service('a', named('one'));
  const rules = { allowPrivateAddresses: [], allowStdioServers: true };
  await using opened = await place.open({ configServices: [service] });
  const { catalog, manager } = opened;
  await expect.poll(() => catalog.tools()).toHaveLength(1);
  const [tool] = catalog.tools();
  const id = catalog.servers()[0]?.id;
  await catalog.configure([], rules);
  expect([catalog.servers(), [...manager.services.keys()]]).toEqual([[], []]);
  await catalog.configure([service], rules);
  expect(catalog.servers()[0]?.id).toBe(id);
  expect(catalog.tools()[0]?.id).toBe(tool?.id);
});

test('a server of the API is changed and deleted; one of the config file is not', async () => {
  verifies('catalog:servers:changed');
  await using place = await Place.make();
  await using opened = await place.open({ configServices: [await place.service('fixed', [echo])] });
  const { catalog, manager } = opened;
  const { id } = await catalog.create(await place.stdio('mine'), owner);
  const changed = await catalog.update(id, { name: 'renamed', description: 'Says things' }, owner);
  expect(changed).toMatchObject({ id, name: 'renamed', description: 'Says things' });
  expect([...manager.services.keys()]).toEqual(['fixed', 'renamed']);
  await catalog.delete(id);
  expect(() => catalog.server(id)).toThrow(expect.objectContaining({ code: 'GW_SERVER_NOT_FOUND' }));
  const fixed = catalog.serverByName('fixed')?.id ?? '';
  const refusal = expect.objectContaining({ code: 'GW_SERVER_FROM_CONFIG', status: 409 });
  await expect(catalog.update(fixed, { description: 'x' }, owner)).rejects.toEqual(refusal);
  await expect(catalog.delete(fixed)).rejects.toEqual(refusal);
  await expect(catalog.create(await place.stdio('fixed'), owner)).rejects.toMatchObject({
    code: 'GW_SERVER_NAME_TAKEN',
  });
});

test('two who add a server of one name at once: one of them does', async () => {
  verifies('catalog:servers:unique');
  await using place = await Place.make();
  await using opened = await place.open();
  const fields = await place.stdio('same');
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => opened.catalog.create(fields, owner)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(opened.catalog.servers()).toHaveLength(1);
});

test('stopped by hand, a server stays stopped over restarts until it is started', async () => {
  verifies('catalog:servers:stopped');
  await using place = await Place.make();
  {
    await using first = await place.open();
    const { id } = await first.catalog.create(await place.stdio('a'), owner);
    await expect.poll(() => first.catalog.server(id).status).toBe('running');
    expect(await first.catalog.stop(id)).toMatchObject({
      previousStatus: 'running',
      server: { status: 'stopped' },
    });
    expect([...first.manager.services.keys()]).toEqual([]);
  }
  await using second = await place.open();
  const [server] = second.catalog.servers();
  expect(server).toMatchObject({ status: 'stopped', toolCount: 1 });
  const id = server?.id ?? '';
  expect(() => second.catalog.requireStarted(id)).toThrow(
    expect.objectContaining({ code: 'GW_SERVER_STOPPED' }),
  );
  expect(await second.catalog.health(id)).toMatchObject({ server: { status: 'stopped' }, latencyMs: null });
  expect(await second.catalog.start(id)).toMatchObject({
    previousStatus: 'stopped',
    server: { status: 'running' },
    latencyMs: expect.any(Number),
    error: null,
  });
});

test('a server that can not be started says why, and harms none of the others', async () => {
  verifies('catalog:servers:failing');
  await using place = await Place.make();
  await using opened = await place.open();
  const { catalog } = opened;
  const good = await catalog.create(await place.stdio('good'), owner);
  const bad = await catalog.create({ name: 'bad', type: 'stdio', config: { command: '/nowhere' } }, owner);
  await expect.poll(() => catalog.server(bad.id).status).toBe('error');
  expect(catalog.server(bad.id).lastError).toContain('bad');
  const results = await catalog.bulk('restart', [bad.id, good.id, 'unknown']);
  expect(results).toEqual([
    { serverId: bad.id, error: expect.stringContaining('bad') },
    { serverId: good.id, error: null },
    { serverId: 'unknown', error: expect.stringContaining('unknown') },
  ]);
  expect((await catalog.healthAll()).map(({ server }) => server.status)).toEqual(['error', 'running']);
});

test.each([
  ['a name that no qualified name can begin with', { name: 'a b' }, '/name'],
  ['no command', { config: {} }, '/config/command'],
  ['arguments that are no list', { config: { command: 'x', args: 'y' } }, '/config/args'],
  ['a variable that is no text', { config: { command: 'x', env: { A: 1 } } }, '/config/env/A'],
  ['what is no setting', { config: { command: 'x', shell: true } }, '/config/shell'],
  ['a URL of another kind', { type: 'sse', config: { url: 'file:///etc' } }, '/config/url'],
  ['credentials in a URL', { type: 'sse', config: { url: 'http://u:p@example.com' } }, '/config/url'],
  ['a loopback address', { type: 'sse', config: { url: 'http://127.0.0.1/' } }, '/config/url'],
  [
    'a metadata address',
    { type: 'streamable_http', config: { url: 'http://169.254.169.254/' } },
    '/config/url',
  ],
  ['a private address in IPv6', { type: 'sse', config: { url: 'http://[::ffff:10.0.0.1]/' } }, '/config/url'],
  ['an endpoint at home', { type: 'local', config: { endpoint: 'http://localhost:1/' } }, '/config/endpoint'],
] as const)('%s is refused, and says where', async (_, fields, pointer) => {
  verifies('catalog:servers:checked');
  await using place = await Place.make();
  await using opened = await place.open();
  const given = { name: 'a', type: 'stdio', ...fields } as const;
  await expect(opened.catalog.create(given, owner)).rejects.toMatchObject({
    code: 'GW_INVALID',
    status: 422,
    errors: [{ pointer }],
  });
});

test('only the owner may give a server more than the default sandbox does', async () => {
  verifies('catalog:servers:sandboxed');
  await using place = await Place.make();
  await using opened = await place.open();
  const { catalog, manager } = opened;
  const fields = await place.stdio('a');
  const withSandbox = (sandbox: object) => ({ ...fields, config: { ...fields.config, sandbox } });
  for (const loose of [
    { enabled: false },
    { preset: 'none' },
    { memory_mb: 4096 },
    { allow_write: ['/etc'] },
  ]) {
    await expect(catalog.create(withSandbox(loose), other)).rejects.toMatchObject({
      code: 'GW_SANDBOX_LOOSENED',
    });
  }
  const { id } = await catalog.create(
    withSandbox({ preset: 'strict', memory_mb: 64, network: 'none' }),
    other,
  );
  expect(manager.services.get('a')?.sandboxConfig).toEqual({
    preset: 'strict',
    memoryMb: 64,
    network: 'none',
  });
  await catalog.update(id, withSandbox({ memory_mb: 4096 }), owner);
  expect(manager.services.get('a')?.sandboxConfig).toEqual({ memoryMb: 4096 });
});

test('where commands are not allowed, nobody adds one', async () => {
  verifies('catalog:servers:no-commands');
  await using place = await Place.make();
  await using opened = await place.open({ rules: { allowPrivateAddresses: [], allowStdioServers: false } });
  await expect(opened.catalog.create(await place.stdio('a'), owner)).rejects.toMatchObject({
    code: 'GW_COMMANDS_NOT_ALLOWED',
    status: 403,
  });
});
