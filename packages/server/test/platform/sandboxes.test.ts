import { readdir } from 'node:fs/promises';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxes, type TestSandboxes } from './test-sandboxes.ts';

let place: TestSandboxes;

beforeAll(async () => {
  place = await startSandboxes({
    config: { sandboxes: { max_sandboxes: 60, max_sandboxes_per_caller: 50 } },
  });
});

afterAll(() => place[Symbol.asyncDispose]());

const missing = '00000000-0000-7000-8000-000000000000';

test('a sandbox is made with the limits of the configuration, and says what it really is', async () => {
  verifies('sandboxes:create');
  const { status, json } = await place.ask('POST', '/sandboxes', { body: {} });
  expect(status).toBe(201);
  expect(json).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    user_id: null,
    user_name: 'owner',
    status: 'running',
    image: 'mcpgateway/sandbox-runtime:latest',
    container_id: null,
    workspace_path: '/workspace',
    stopped_at: null,
    memory_mb: 512,
    disk_mb: 1024,
    idle_timeout_seconds: 1800,
    network_enabled: false,
    exec_count: 0,
    session_key: null,
  });
  expect(json.runtime).toMatch(/^(?=.*Python 3\.\d+)(?=.*Node\.js \d+)(?=.*bash \d)/);
  expect((await place.ask('GET', `/sandboxes/${json.id}`)).json).toEqual(json);
  expect((await place.ask('GET', '/sandboxes')).json.items).toContainEqual(json);
});

test('python, python3, node and npm run in it, in the versions that it names', async () => {
  verifies('sandboxes:images:host');
  const { json } = await place.ask('POST', '/sandboxes', { body: { image: 'python:3.9-slim' } });
  const version = json.runtime.replace('Python ', '');
  const command =
    'python --version; python3 --version; node -p 6*7; npm --version; npx --version; bash -c "echo $0"';
  const { exit_code, stdout, stderr } = await place.exec(json.id, command);
  expect({ exit_code, stderr }).toEqual({ exit_code: 0, stderr: '' });
  expect(`${stdout}`.split('\n')).toEqual([
    `Python ${version}`,
    `Python ${version}`,
    '42',
    expect.stringMatching(/^\d+\.\d+/),
    expect.stringMatching(/^\d+\.\d+/),
    expect.any(String),
    '',
  ]);
});

test('an image that there is not is refused with those that there are', async () => {
  verifies('sandboxes:images:unknown');
  for (const image of ['ubuntu:24.04', 'python/evil', 'evil.example.com/python:3', 'node:24;ls', 'bash\n']) {
    const { status, json } = await place.ask('POST', '/sandboxes', { body: { image } });
    expect(status).toBe(422);
    expect(json.errors).toEqual([
      { pointer: '/image', message: expect.stringMatching(/python:3\.\d+.*node:\d+.*bash:\d/) },
    ]);
  }
  for (const image of ['node', 'docker.io/library/node:24', 'library/bash', 'mcpgateway/sandbox-runtime:v9'])
    expect((await place.ask('POST', '/sandboxes', { body: { image } })).status).toBe(201);
});

test('the lists say what this host has', async () => {
  verifies('sandboxes:images:lists');
  const images = (await place.ask('GET', '/sandbox-images')).json.items;
  expect(images[0]).toMatchObject({ name: 'mcpgateway/sandbox-runtime:latest', is_default: true });
  expect(images.map(({ name }: { name: string }) => name.split(':')[0])).toEqual([
    'mcpgateway/sandbox-runtime',
    'python',
    'node',
    'bash',
  ]);
  const { templates } = (await place.ask('GET', '/sandbox-images/templates')).json;
  for (const { image, example } of templates)
    expect(await place.exec(await place.create({ image }), example)).toMatchObject({
      stdout: '42\n',
      exit_code: 0,
    });
  const { categories } = (await place.ask('GET', '/sandbox-images/packages')).json;
  const programs = categories.find(({ id }: { id: string }) => id === 'programs').packages;
  expect(programs).toContainEqual({ name: 'python3', version: null });
  const node = categories.find(({ id }: { id: string }) => id === 'node').packages;
  expect(node).toContainEqual({ name: 'npm', version: expect.stringMatching(/^\d/) });
});

test('values that are wrong, too large, or not to be had are refused', async () => {
  verifies('sandboxes:create:refused');
  const wrong: [pointer: string, body: object][] = [
    ['/memory_mb', { memory_mb: 4096 }],
    ['/memory_mb', { memory_mb: -1 }],
    ['/memory_mb', { memory_mb: '512' }],
    ['/cpu_cores', { cpu_cores: 64 }],
    ['/disk_mb', { disk_mb: 1e9 }],
    ['/idle_timeout_seconds', { idle_timeout_seconds: 100_000 }],
    ['/env_vars/1 a', { env_vars: { '1 a': 'x' } }],
    ['/env_vars/A', { env_vars: { A: '\0' } }],
    ['/privileged', { privileged: true }],
  ];
  for (const [pointer, body] of wrong) {
    const { status, json } = await place.ask('POST', '/sandboxes', { body });
    expect([status, json.errors?.[0]?.pointer]).toEqual([422, pointer]);
  }
});

test('a command gives its code and outputs, with the variables of the sandbox', async () => {
  verifies('sandboxes:exec:result');
  const id = await place.create({ env_vars: { GREETING: 'ho la', PATH_EXTRA: '$HOME' } });
  const command = 'echo "$GREETING $PATH_EXTRA"; pwd; echo oops >&2; exit 3';
  expect(await place.exec(id, command)).toEqual({
    exit_code: 3,
    stdout: 'ho la $HOME\n/workspace\n',
    stderr: 'oops\n',
    duration_ms: expect.any(Number),
    timed_out: false,
    truncated: false,
    stdout_bytes: 23,
    stderr_bytes: 5,
    ended: null,
  });
  expect((await place.ask('GET', `/sandboxes/${id}`)).json.exec_count).toBe(1);
});

test('a command whose time is up gives 124 with its output so far, whatever it ignores', async () => {
  verifies('sandboxes:exec:timeout');
  const id = await place.create();
  const command = "trap '' TERM INT HUP; echo begun; while :; do sleep 0.1; done";
  expect(await place.exec(id, command, { timeout_seconds: 1 })).toMatchObject({
    exit_code: 124,
    stdout: 'begun\n',
    timed_out: true,
    stderr: '[timed out after 1 s]\n',
  });
  expect(await place.exec(id, 'ps -e -o args= | grep -c [b]egun')).toMatchObject({ stdout: '0\n' });
  const tooLong = { command: 'true', timeout_seconds: 601 };
  expect((await place.ask('POST', `/sandboxes/${id}/exec`, { body: tooLong })).status).toBe(422);
});

test('output beyond the bound is cut, counted, and said so', async () => {
  verifies('sandboxes:exec:bounded');
  const id = await place.create();
  const answer = await place.exec(id, 'head -c 50000000 /dev/zero | tr "\\0" x; echo fine >&2');
  expect(answer).toMatchObject({ exit_code: 0, truncated: true, stdout_bytes: 50_000_000 });
  expect(`${answer.stdout}`).toBe('x'.repeat(1024 * 1024));
  expect(answer.stderr).toBe('fine\n[stdout is cut: it has 50000000 bytes]\n');
});

test('a sandbox that goes over a limit tells which, and goes on with the next command', async () => {
  verifies('sandboxes:limits');
  const id = await place.create({ memory_mb: 64, disk_mb: 16 });
  const hungry = await place.exec(id, 'python3 -c "x = bytearray(300_000_000); print(len(x))"');
  expect(hungry).toMatchObject({ exit_code: 137, ended: expect.stringContaining('memory (64 MB)') });
  expect(hungry.stderr).toContain('memory (64 MB)');
  const bomb = await place.exec(id, 'b() { b | b & }; b; sleep 5', { timeout_seconds: 20 });
  expect([137, 0, 2, 254]).toContain(bomb.exit_code);
  expect(await place.exec(id, 'echo alive')).toMatchObject({ stdout: 'alive\n' });
  const full = await place.exec(id, 'for i in 1 2 3 4; do head -c 9000000 /dev/zero > f$i; done; sleep 5');
  expect(full.ended).toContain('disk quota (16 MB)');
  const refused = await place.ask('POST', `/sandboxes/${id}/exec`, { body: { command: 'true' } });
  expect([refused.status, refused.json.code]).toEqual([413, 'GW_WORKSPACE_DISK_FULL']);
  // There is a way out.
  expect((await place.ask('PATCH', `/sandboxes/${id}`, { body: { disk_mb: 100 } })).json.disk_mb).toBe(100);
  expect(await place.exec(id, 'rm f*; echo clean')).toMatchObject({ stdout: 'clean\n' });
});

test('there is no network unless it is asked for', async () => {
  verifies('sandboxes:network');
  const names = 'python3 -c "import socket; print([name for _, name in socket.if_nameindex()])"';
  const closed = await place.exec(await place.create(), names);
  expect(closed.stdout).toMatch(/^\[('lo')?\]\n$/);
  const open = await place.create({ network_enabled: true });
  const { port } = await place.platform.gateway.listen();
  const reach = `python3 -c "import socket; socket.create_connection(('127.0.0.1', ${port}), 2); print('reached')"`;
  expect(await place.exec(open, reach)).toMatchObject({ stdout: 'reached\n' });
  expect((await place.exec(await place.create(), reach)).exit_code).toBe(1);
  await place.ask('PATCH', `/sandboxes/${open}`, { body: { network_enabled: false } });
  expect((await place.exec(open, reach)).exit_code).toBe(1);
});

test('a stopped sandbox keeps its files and refuses commands until it is resumed', async () => {
  verifies('sandboxes:lifetime:stop');
  const id = await place.create();
  await place.exec(id, 'echo kept > file; sleep 1000 >/dev/null 2>&1 &');
  expect((await place.ask('POST', `/sandboxes/${id}/stop`)).status).toBe(204);
  const stopped = (await place.ask('GET', `/sandboxes/${id}`)).json;
  expect(stopped).toMatchObject({ status: 'stopped', stopped_at: expect.stringMatching(/Z$/) });
  const refused = await place.ask('POST', `/sandboxes/${id}/exec`, { body: { command: 'true' } });
  expect([refused.status, refused.json.code]).toEqual([409, 'GW_WORKSPACE_STOPPED']);
  expect(refused.json.detail).toMatch(/^Workspace .* is stopped; resume it first$/);
  const resumed = await place.ask('POST', `/sandboxes/${id}/resume`);
  expect(resumed.json).toMatchObject({ status: 'running', stopped_at: null });
  expect(await place.exec(id, 'cat file; ps -e -o args= | grep -c "[s]leep 1000"')).toMatchObject({
    stdout: 'kept\n0\n',
  });
});

test('a sandbox that nobody uses stops by itself, and that is noted', async () => {
  verifies('sandboxes:lifetime:idle');
  const id = await place.create({ idle_timeout_seconds: 1 });
  await expect
    .poll(async () => (await place.ask('GET', `/sandboxes/${id}`)).json, { timeout: 5_000 })
    .toMatchObject({ status: 'stopped', stopped_at: expect.any(String) });
  await expect
    .poll(async () => (await place.ask('GET', `/sandboxes/${id}/activity`)).json.items[0])
    .toMatchObject({ action: 'stop', details: { reason: 'idle' } });
});

test('what was done is listed, newest first, with the command', async () => {
  verifies('sandboxes:activity');
  const id = await place.create({ env_vars: { KEY: 'hidden' } });
  await place.exec(id, 'exit 7');
  await place.ask('PATCH', `/sandboxes/${id}`, {
    body: { idle_timeout_seconds: 60, env_vars: { OTHER: 'x' } },
  });
  await place.ask('POST', `/sandboxes/${id}/stop`);
  const { items, total } = (await place.ask('GET', `/sandboxes/${id}/activity`)).json;
  expect(total).toBe(4);
  expect(items.map(({ action }: { action: string }) => action)).toEqual(['stop', 'update', 'exec', 'create']);
  expect(items[2]).toMatchObject({
    command: 'exit 7',
    exit_code: 7,
    created_at: expect.stringMatching(/Z$/),
  });
  expect(items[1].details).toEqual({ idle_timeout_seconds: 60, env_vars: ['OTHER'] });
  expect(JSON.stringify(items)).not.toContain('hidden');
});

test('a session key finds its own sandbox again, asked twice at once, and lets it run', async () => {
  verifies('sandboxes:session-key');
  const body = { session_key: 'agent 1' };
  const [one, other] = await Promise.all([0, 1].map(() => place.ask('POST', '/sandboxes', { body })));
  expect([one!.json.id, [one!.status, other!.status].sort()]).toEqual([other!.json.id, [200, 201]]);
  await place.ask('POST', `/sandboxes/${one!.json.id}/stop`);
  const again = await place.ask('POST', '/sandboxes', { body: { ...body, image: 'node' } });
  expect([again.status, again.json]).toMatchObject([200, { id: one!.json.id, status: 'running' }]);
  expect(await place.exec(again.json.id, 'echo on')).toMatchObject({ stdout: 'on\n' });
});

describe('destroyed', () => {
  test('a sandbox leaves nothing, even under a running command', async () => {
    verifies('sandboxes:lifetime:destroy');
    const id = await place.create({ session_key: 'short' });
    await place.exec(id, 'mkdir -p a/b; ln -s / a/b/root; touch a/b/c; chmod 000 a/b');
    const running = place.exec(id, 'echo begun; sleep 60');
    await expect
      .poll(() => place.exec(id, 'ps -e -o args=').then(({ stdout }) => stdout))
      .toContain('sleep 60');
    expect((await place.ask('DELETE', `/sandboxes/${id}`)).status).toBe(204);
    expect(await running).toMatchObject({ exit_code: 137, stdout: 'begun\n', ended: expect.any(String) });
    expect((await place.ask('GET', `/sandboxes/${id}`)).status).toBe(404);
    expect((await place.ask('DELETE', `/sandboxes/${id}`)).status).toBe(404);
    expect((await readdir(`${place.folder}/workspaces`)).filter(name => name.includes(id))).toEqual([]);
    expect(await place.create({ session_key: 'short' })).not.toBe(id);
  });
});

test('what there is not is 404, on each route', async () => {
  verifies('sandboxes:owner');
  const body = { command: 'true' };
  for (const [method, path, more] of [
    ['GET', '', {}],
    ['PATCH', '', { body: {} }],
    ['DELETE', '', {}],
    ['POST', '/exec', { body }],
    ['POST', '/stop', {}],
    ['POST', '/resume', {}],
    ['GET', '/activity', {}],
    ['GET', '/files', {}],
    ['GET', '/files/a', {}],
    ['PUT', '/files/a', {}],
    ['POST', '/skills', { body: { skill_ids: [missing] } }],
  ] as const)
    expect([path, (await place.ask(method, `/sandboxes/${missing}${path}`, more)).status]).toEqual([
      path,
      404,
    ]);
});
