import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { tableNames } from '../src/dump/dump-format.ts';
import { type Database, exportStore, importStore, openStore, type Store } from '../src/index.ts';
import { onEachDatabase, openEmptySqlite } from './on-each-database.ts';
import { addBundle, addServer, definitions, newConnection, newKey, sealed } from './records.ts';

async function dump(store: Store): Promise<Buffer> {
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), exportStore(store, stream)]);
  return bytes;
}

/** In small pieces, so that lines and characters are cut apart. */
const pieces = (bytes: Buffer) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97);
    })(),
  );

/** At least one row in each table. */
async function fill(store: Store): Promise<void> {
  const server = await addServer(store, 'ünïcode');
  const { tools } = await store.tools.sync(server.id, definitions('a', 'b'));
  await store.tools.update(tools[0]!.id, { overrides: { enabled: false } });
  await store.surfaces.put(server.id, 'hash', { lists: [] });
  await store.credentials.insert({
    serverId: server.id,
    name: 'KEY',
    sealedValue: sealed('secret'),
    hint: 'cret',
  });
  const app = await store.oauthApps.insert({ serverId: server.id, sealedClientSecret: sealed('client') });
  const connection = await store.connections.insert({ ...newConnection(server.id), oauthAppId: app.id });
  await store.oauthStates.put({
    stateHash: 'state',
    principal: 'owner',
    serverId: server.id,
    oauthAppId: app.id,
    redirectUri: null,
    sealedVerifier: sealed('verifier'),
    issuer: null,
    scopes: ['a'],
    connectionData: null,
    expiresAt: 5,
  });
  await store.apiKeys.insert({ ...newKey(), scopes: [] });
  const bundle = await addBundle(store);
  await store.bundleTools.add(bundle.id, [{ toolId: tools[0]!.id, enabled: false }]);
  await store.bundleServers.assign(bundle.id, server.id);
  await store.bundleConnections.assign(bundle.id, server.id, connection.id);
  await store.sessions.insert({ principal: 'owner', lastAccessedAt: 1, expiresAt: 2, allowedToolNames: [] });
  for (let n = 0; n < 450; n++)
    await store.cache.set('owner', `key ${n}`, '{"b":1,"a":18446744073709551615}', null);
  const skill = await store.skills.insert({
    principal: 'owner',
    name: 's',
    sourceType: 'm',
    skillMdContent: '\n',
  });
  await store.skills.putFiles(skill.id, [{ path: 'a', content: new Uint8Array([0, 10, 255]), mode: 1 }]);
  await store.skillAttachments.attach(skill.id, server.id, []);
  const sandbox = { principal: 'owner', status: 'running', image: 'bash', cpuCores: 0.25, lastActivityAt: 1 };
  const { id } = await store.sandboxes.insert({ ...sandbox, keeper: 'here', sealedEnv: sealed('env') });
  await store.sandboxes.addActivity(id, 'exec', { command: 'ls' });
  await store.operations.insert({ principal: 'owner', kind: 'import', progress: { at: 0.5 } });
  await store.embeddings.put('model', new Map([['text', new Uint8Array([1, 2])]]));
  await store.settings.set('name', 'value');
  store.journal.audit({
    at: 1,
    principal: 'owner',
    keyId: null,
    address: null,
    action: 'a',
    targetType: null,
    targetId: null,
    outcome: 'ok',
    argumentsDigest: null,
    detail: { b: 1, a: 2 },
  });
  await store.journal.flush();
}

async function contents(store: Store): Promise<Map<keyof Database, unknown[]>> {
  const tables = new Map<keyof Database, unknown[]>();
  for (const table of tableNames) {
    const rows = await store.db.selectFrom(table).selectAll().execute();
    const texts = rows.map(row => JSON.stringify(row));
    tables.set(table, texts.toSorted());
  }
  return tables;
}

onEachDatabase(openEmpty => {
  test('a dump of either database, read into this one, holds the same', async () => {
    verifies('store:dump:moves');
    await using source = await openEmptySqlite();
    await fill(source.store);
    const first = await dump(source.store);
    await using here = await openEmpty();
    const rows = await importStore(here.store, pieces(first));
    expect(rows).toBe(first.toString().trimEnd().split('\n').length - 2);
    const before = await contents(source.store);
    expect([...before].filter(([, rows]) => rows.length === 0)).toEqual([]);
    expect(await contents(here.store)).toEqual(before);
    expect(await here.store.audit.verify()).toEqual({ valid: true, records: 1 });

    await using back = await openEmptySqlite();
    const second = await dump(here.store);
    await importStore(back.store, Readable.from([second]));
    expect(await contents(back.store)).toEqual(before);
    const withoutHeader = (bytes: Buffer) => bytes.toString().split('\n').slice(1, -2);
    expect(withoutHeader(second)).toEqual(withoutHeader(first));
  });

  test('a dump shows one moment, whatever is written meanwhile', async () => {
    verifies('store:dump:moment');
    await using opened = await openEmpty();
    // Too much for the buffers of a stream: the dump is held up until it is read.
    for (let n = 0; n < 300; n++) await opened.store.settings.set(`${n}`, 'x'.repeat(1_000));
    await using other = await openStore(opened.options);
    const stream = new PassThrough();
    const exported = exportStore(opened.store, stream);
    await once(stream, 'readable');
    await other.cache.set('owner', 'late', '1', null);
    const text = (await buffer(stream)).toString();
    await exported;
    expect(text).not.toContain('late');
    expect(text.trimEnd().split('\n')).toHaveLength(300 + 3);
  });

  test('a dump is read into an empty store only', async () => {
    verifies('store:dump:empty-only');
    await using opened = await openEmpty();
    const bytes = await dump(opened.store);
    await opened.store.settings.set('a', 'b');
    const refused = importStore(opened.store, Readable.from([bytes]));
    await expect(refused).rejects.toMatchObject({ code: 'GW_STORE_NOT_EMPTY' });
  });

  test.each<[string, (text: string) => string, string]>([
    ['cut off', text => text.slice(0, -30), 'GW_STORE_DUMP'],
    [
      'cut off between two lines',
      text => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`,
      'GW_STORE_DUMP',
    ],
    ['changed', text => text.replace('"value":"v"', '"value":"w"'), 'GW_STORE_DUMP'],
    ['longer than its end', text => `${text}{}\n`, 'GW_STORE_DUMP'],
    ['no dump at all', () => 'hello\n', 'GW_STORE_DUMP'],
    ['another kind of JSON', () => '{"a":1}\n', 'GW_STORE_DUMP'],
    ['nothing', () => '', 'GW_STORE_DUMP'],
    [
      'of a table that there is not',
      text => text.replace('"table":"settings"', '"table":"__proto__"'),
      'GW_STORE_DUMP',
    ],
    ['of a newer form', text => text.replace('"version":1', '"version":2'), 'GW_STORE_NEWER'],
    ['of a newer schema', text => text.replace('0001-first', '9999-last'), 'GW_STORE_NEWER'],
  ])('a dump that is %s is refused, and leaves the store empty', async (_, damage, code) => {
    verifies('store:dump:refused');
    await using source = await openEmptySqlite();
    for (const name of ['a', 'b', 'c']) await source.store.settings.set(name, 'v');
    const text = damage((await dump(source.store)).toString());
    await using opened = await openEmpty();
    await expect(importStore(opened.store, Readable.from([text]))).rejects.toMatchObject({ code });
    expect(await opened.store.settings.get('a')).toBeUndefined();
    await opened.store.settings.set('still', 'works');
  });
});

describe('a stream that ends badly', () => {
  test('on the way out, the export fails with its error and the store works on', async () => {
    verifies('store:dump:streams');
    await using opened = await openEmptySqlite();
    for (let n = 0; n < 300; n++) await opened.store.settings.set(`${n}`, 'x'.repeat(1_000));
    const stream = new PassThrough();
    stream.once('data', () => stream.destroy(new Error('broken pipe')));
    await expect(exportStore(opened.store, stream)).rejects.toThrow('broken pipe');
    await opened.store.settings.set('still', 'works');
  });

  test('on the way in, the import fails with its error and the store is empty', async () => {
    verifies('store:dump:streams');
    await using opened = await openEmptySqlite();
    const bytes = await dump(opened.store);
    const stream = Readable.from(
      (async function* () {
        yield bytes.subarray(0, 150);
        throw new Error('gone');
      })(),
    );
    await expect(importStore(opened.store, stream)).rejects.toThrow('gone');
    await opened.store.settings.set('still', 'works');
  });
});
