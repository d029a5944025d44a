import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { type JsonObject, readyText } from '../../../src/mcp/hub.ts';
import {
  eventually,
  everything,
  failure,
  gateway,
  openHub,
  pairs,
  server,
  type TestClient,
} from './open-hub.ts';

const names = ({ tools }: JsonObject) => (tools as { name: string }[]).map(({ name }) => name);

async function pages(client: TestClient, method = 'tools/list'): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let cursor: unknown; all.length === 0 || cursor !== undefined; ) {
    const page: JsonObject = await client.request(method, cursor === undefined ? {} : { cursor });
    all.push(page);
    cursor = page.nextCursor;
  }
  return all;
}

describe.each(pairs)('a $client client on a $upstream server', ({ client: era, upstream }) => {
  test('lists tools as the server describes them, with every field', async () => {
    verifies('mcp-hub:bridge:lists');
    await using fixture = await openHub({ servers: { one: { era: upstream } } });
    const { tools } = await fixture.client({ era }).request('tools/list');
    expect(tools).toContainEqual({
      name: 'echo',
      inputSchema: { type: 'object' },
      icons: [{ src: 'https://example.com/icon.png' }],
      'x-later': true,
    });
  });

  test('lists the same before its process runs and after', async () => {
    verifies('mcp-hub:lists:same');
    await using fixture = await openHub({ servers: { one: { era: upstream } } });
    const client = fixture.client({ era });
    const before = await client.request('tools/list');
    await client.text('pid');
    expect(await client.request('tools/list')).toEqual(before);
  });

  test('with capabilities lists what the server shows to those who have them', async () => {
    verifies('mcp-hub:lists:profile');
    await using fixture = await openHub({ servers: { one: { era: upstream } } });
    for (const scope of [server('one'), gateway]) {
      const plain = names(await fixture.client({ era, scope }).request('tools/list'));
      const able = fixture.client({ era, scope, capabilities: everything });
      const name = scope === gateway ? 'one__for-samplers' : 'for-samplers';
      expect(plain).not.toContain(name);
      expect(names(await able.request('tools/list'))).toContain(name);
      expect(await failure(able.call(name))).toMatchObject({
        message: expect.stringContaining('Unknown tool'),
      });
    }
  });
});

test.each([
  { scope: server('one'), tool: '' },
  { scope: gateway, tool: 'one__' },
])('a list comes in pages that together are the whole of it, in a stable order', async ({ scope }) => {
  verifies('mcp-hub:lists:pages');
  await using whole = await openHub();
  await using paged = await openHub({ mcp: { page_size: 5 } });
  const all = names(await whole.client({ scope }).request('tools/list'));
  const parts = await pages(paged.client({ scope }));
  expect(parts.length).toBe(Math.ceil(all.length / 5));
  expect(parts.flatMap(names)).toEqual(all);
  expect((await pages(paged.client({ scope }))).flatMap(names)).toEqual(all);
});

test('a cursor goes on after its entry when tools have come meanwhile, and at its place when it has gone', async () => {
  verifies('mcp-hub:lists:cursor');
  await using fixture = await openHub({
    servers: { one: {}, two: {} },
    mcp: { page_size: 5 },
  });
  const client = fixture.client({ scope: gateway });
  const before = (await pages(client)).flatMap(names);
  const first = await client.request('tools/list');
  const ofOne = before.filter(name => name.startsWith('one__')).length;
  fixture.reload({ servers: { zero: {}, one: {}, two: {} } });
  await fixture.manager.getSurface('zero');
  await eventually(async () => (await pages(client)).flatMap(names)).toHaveLength(before.length + ofOne);
  expect(names(await client.request('tools/list', { cursor: first.nextCursor })).at(0)).toBe(before[5]);
  fixture.reload({ servers: { two: {} } });
  await eventually(
    async () => names(await client.request('tools/list', { cursor: first.nextCursor })).length,
  ).toBe(5);
});

test.each(['nonsense', '', 'gwp1.', `gwp1.${Buffer.from('[-1,"x"]').toString('base64url')}`, 7])(
  'the cursor %j is refused',
  async cursor => {
    verifies('mcp-hub:lists:cursor');
    await using fixture = await openHub();
    const client = fixture.client({ scope: gateway });
    expect(await failure(client.request('tools/list', { cursor }))).toMatchObject({ code: -32602 });
  },
);

test('a running server that cannot tell of changes is asked for its list', async () => {
  verifies('mcp-hub:lists:no-announcement');
  await using fixture = await openHub({ servers: { one: { env: { CAPABILITIES: '{"tools":{}}' } } } });
  const client = fixture.client();
  await client.call('quietly');
  expect(names(await client.request('tools/list'))).toContain('extra');
});

test('what one session’s server shows it alone stays its own, behind all servers too', async () => {
  verifies('mcp-hub:lists:own');
  await using fixture = await openHub({ servers: { one: {}, two: {} } });
  const [changing, other] = [fixture.client({ scope: gateway }), fixture.client({ scope: gateway })];
  for (const client of [changing, other]) {
    client.attach();
    await client.request('tools/list');
    await client.text('one__pid');
  }
  await changing.call('one__change');
  await eventually(() => changing.heard).toMatchObject([{ method: 'notifications/tools/list_changed' }]);
  expect(names(await changing.request('tools/list'))).toContain('one__extra');
  expect(await failure(changing.call('one__extra'))).toMatchObject({ message: 'Unknown tool: extra' });
  expect(names(await other.request('tools/list'))).not.toContain('one__extra');
  expect(await failure(other.call('one__extra'))).toMatchObject({ message: 'Unknown tool: one__extra' });
  await other.call('two__change');
  await eventually(() => other.heard).toHaveLength(1);
});

test('hints of how long a list may be kept come from 2026 servers, and nothing is promised for 2025 ones', async () => {
  verifies('mcp-hub:bridge:caching');
  await using fixture = await openHub({
    servers: { new: { era: '2026' }, newer: { era: '2026', env: { PREFIX: 'x' } }, old: {} },
  });
  const modern = { era: '2026' } as const;
  const list = (scope: ReturnType<typeof server> | typeof gateway) =>
    fixture.client({ ...modern, scope }).request('tools/list');
  expect(await list(server('new'))).toMatchObject({ ttlMs: 5_000, cacheScope: 'public' });
  expect(await list(server('old'))).not.toHaveProperty('ttlMs');
  expect(await list(gateway)).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  fixture.reload({ servers: { new: { era: '2026' }, newer: { era: '2026', env: { PREFIX: 'x' } } } });
  expect(await list(gateway)).toMatchObject({ ttlMs: 5_000, cacheScope: 'public' });
});

test.each(['2025', '2026'] as const)('the joined list of a %s client keeps its JSON ready', async era => {
  verifies('mcp-hub:lists:ready');
  await using fixture = await openHub({ servers: { one: {}, two: { era: '2026' } } });
  const client = fixture.client({ era, scope: gateway });
  const page = await client.request('tools/list');
  expect(page[readyText]).toBe(JSON.stringify(page));
  expect(await client.request('tools/list')).toBe(page);
  if (era === '2025') expect(Object.keys(page)).toEqual(['tools']);
  else {
    expect(page).toMatchObject({
      resultType: 'complete',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'mcp-gateway', version: '1.2.3' } },
    });
  }
});
