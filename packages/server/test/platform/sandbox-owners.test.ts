import { randomUUID } from 'node:crypto';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { Sandboxes } from '../../src/platform/sandboxes/sandboxes.ts';
import { startSandboxes, type TestSandboxes } from './test-sandboxes.ts';

let place: TestSandboxes;
let theirs: string;

const partsOf = ({ platform }: TestSandboxes) => PlatformHost.of(platform.gateway.platform!).parts;

beforeAll(async () => {
  place = await startSandboxes({ config: { sandboxes: { max_sandboxes: 5, max_sandboxes_per_caller: 3 } } });
  const fields = { name: 'theirs', description: null, environment: 'test', scopes: null };
  const made = await partsOf(place).keys.create('jwt:somebody', {
    ...fields,
    rateLimitRpm: 1000,
    expiresAt: null,
  });
  theirs = made.key;
});

afterAll(() => place[Symbol.asyncDispose]());

test("another caller's sandbox is not there, whatever is done with it", async () => {
  verifies('sandboxes:owner');
  const id = await place.create({ session_key: 'same' });
  const key = theirs;
  for (const [method, path, more] of [
    ['GET', '', {}],
    ['PATCH', '', { body: { memory_mb: 64 } }],
    ['DELETE', '', {}],
    ['POST', '/exec', { body: { command: 'true' } }],
    ['POST', '/stop', {}],
    ['POST', '/resume', {}],
    ['GET', '/activity', {}],
    ['GET', '/files', {}],
    ['GET', '/files/a', {}],
    ['PUT', '/files/a', {}],
    ['POST', '/skills', { body: { skill_ids: [id] } }],
  ] as const) {
    const { status } = await place.ask(method, `/sandboxes/${id}${path}`, { ...more, key });
    expect([path, status]).toEqual([path, 404]);
  }
  expect((await place.ask('GET', '/sandboxes', { key })).json).toMatchObject({ items: [], total: 0 });
  const own = await place.create({ session_key: 'same' }, key);
  expect(own).not.toBe(id);
  expect((await place.ask('GET', `/sandboxes/${own}`, { key })).json.user_name).toBe('jwt:somebody');
  await place.ask('DELETE', `/sandboxes/${own}`, { key });
  expect((await place.ask('GET', `/sandboxes/${id}`)).json.status).toBe('running');
  await place.ask('DELETE', `/sandboxes/${id}`);
});

test('a key does what its scopes say', async () => {
  verifies('sandboxes:scopes');
  const reader = await place.platform.key({ scopes: ['sandboxes:read'] });
  const other = await place.platform.key({ scopes: ['sessions:*'] });
  const id = await place.create();
  expect((await place.ask('GET', `/sandboxes/${id}/files`, { key: reader })).status).toBe(200);
  const body = { command: 'true' };
  expect((await place.ask('POST', `/sandboxes/${id}/exec`, { body, key: reader })).status).toBe(403);
  expect((await place.ask('PUT', `/sandboxes/${id}/files/a`, { key: reader })).status).toBe(403);
  expect((await place.ask('GET', '/sandbox-images', { key: other })).status).toBe(403);
  await place.ask('DELETE', `/sandboxes/${id}`);
});

test('a caller may have so many, and all together so many, asked for at once, too', async () => {
  verifies('sandboxes:limits:number');
  const make = (key?: string) => place.ask('POST', '/sandboxes', { body: {}, ...(key ? { key } : {}) });
  const own = await Promise.all([1, 2, 3, 4].map(() => make()));
  expect(own.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409]);
  expect(own.find(({ status }) => status === 409)?.json).toMatchObject({
    code: 'GW_SANDBOX_LIMIT',
    detail: 'You have 3 sandboxes, which is all that there may be: destroy one first',
  });
  const others = await Promise.all([1, 2, 3].map(() => make(theirs)));
  expect(others.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
  for (const { status, json } of own) if (status === 201) await place.ask('DELETE', `/sandboxes/${json.id}`);
  for (const { status, json } of others)
    if (status === 201) await place.ask('DELETE', `/sandboxes/${json.id}`, { key: theirs });
});

test('what was cut off while it was made or destroyed is gone after the next start', async () => {
  verifies('sandboxes:lifetime:cut-off');
  const parts = partsOf(place);
  const { store } = parts;
  const [kept, half] = [await place.create(), await place.create()];
  await place.exec(kept, 'echo kept > file');
  await store.sandboxes.update(half, { status: 'destroying' });
  const record = await store.sandboxes.get(kept);
  const { id: _id, createdAt: _at, updatedAt: _to, revision: _revision, ...fields } = record!;
  const begun = await store.sandboxes.insert({ ...fields, status: 'creating' });
  const { host } = await parts.sandboxes.open();
  const { logged } = place.platform.gateway;
  const config = place.platform.gateway.config.sandboxes;
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object, message: string) => logged.push({ level: 'error', fields, message }),
  };
  await Sandboxes.open({ store, secrets: parts.secrets, host, config, logger });
  expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
  expect([await store.sandboxes.get(half), await store.sandboxes.get(begun.id)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(host.workspaces.get(half)).toBeUndefined();
  expect(await place.exec(kept, 'cat file')).toMatchObject({ stdout: 'kept\n' });
  await place.ask('DELETE', `/sandboxes/${kept}`);
});

test('a sandbox of another gateway on the same database is told of, and left to it', async () => {
  verifies('sandboxes:elsewhere');
  const { store } = place.platform;
  const id = await place.create({ session_key: 'far' });
  await store.sandboxes.update(id, { keeper: randomUUID() });
  expect((await place.ask('GET', `/sandboxes/${id}`)).json.status).toBe('unavailable');
  for (const [method, path] of [
    ['POST', '/exec'],
    ['POST', '/stop'],
    ['GET', '/files'],
    ['DELETE', ''],
  ] as const) {
    const body = path === '/exec' ? { body: { command: 'true' } } : {};
    const { status, json } = await place.ask(method, `/sandboxes/${id}${path}`, body);
    expect([path, status, json.code]).toEqual([path, 409, 'GW_SANDBOX_ELSEWHERE']);
  }
  expect(await place.create({ session_key: 'far' })).toBe(id);
});

test('a host that can not isolate makes none, says what it needs, and gives in only where it may', async () => {
  verifies('sandboxes:degraded');
  await using bare = await startSandboxes({ mechanisms: { bubblewrap: false } });
  const refused = await bare.ask('POST', '/sandboxes', { body: {} });
  expect([refused.status, refused.json.code]).toEqual([503, 'GW_SANDBOX_UNAVAILABLE']);
  expect(refused.json.detail).toMatch(/install bubblewrap/);
  expect((await bare.ask('GET', '/sandboxes')).json.total).toBe(0);
  await using open = await startSandboxes({
    mechanisms: { bubblewrap: false },
    config: { sandboxes: { allow_degraded: true } },
  });
  const id = await open.create();
  expect(await open.exec(id, 'echo x > made; python3 -c "print(6*7)"')).toMatchObject({ stdout: '42\n' });
  const { items } = (await open.ask('GET', `/sandboxes/${id}/files`)).json;
  expect(items).toMatchObject([{ path: '/workspace/made' }]);
});
