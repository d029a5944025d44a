import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { type AuditEntry, openStore } from '../src/index.ts';
import { onEachDatabase } from './on-each-database.ts';
import { addServer, newConnection, newKey } from './records.ts';

const entry: AuditEntry = {
  at: 1,
  principal: 'owner',
  keyId: null,
  address: null,
  action: 'tool.execute',
  targetType: null,
  targetId: null,
  outcome: 'ok',
  argumentsDigest: null,
  detail: null,
};

onEachDatabase(openEmpty => {
  test('what a call leaves behind is stored within about a second, by itself', async () => {
    verifies('store:journal:second');
    await using opened = await openEmpty();
    const { journal, audit } = opened.store;
    journal.audit(entry);
    const began = performance.now();
    await expect
      .poll(async () => (await audit.list({}, { offset: 0, limit: 1 })).total, {
        timeout: 5_000,
        interval: 20,
      })
      .toBe(1);
    expect(performance.now() - began).toBeGreaterThan(500);
  });

  test('an orderly stop loses nothing of it', async () => {
    verifies('store:journal:close');
    await using opened = await openEmpty();
    for (let n = 0; n < 2_500; n++) opened.store.journal.audit({ ...entry, at: n });
    await opened.store.close();
    await using again = await openStore(opened.options);
    expect(await again.audit.verify()).toEqual({ valid: true, records: 2_500 });
  });

  test('uses of keys, sessions and connections are stored, of many the last one', async () => {
    verifies('store:journal:latest');
    await using opened = await openEmpty();
    const { apiKeys, sessions, connections, journal } = opened.store;
    const key = await apiKeys.insert(newKey());
    const session = await sessions.insert({ principal: 'owner', lastAccessedAt: 1, expiresAt: 2 });
    const server = await addServer(opened.store);
    const connection = await connections.insert(newConnection(server.id));
    for (let at = 1; at <= 50; at++) {
      journal.keyUsed(key.id, at, `10.0.0.${at}`);
      journal.sessionUsed(session.id, at, at + 100);
      journal.connectionUsed(connection.id, at);
      journal.keyUsed('deleted meanwhile', at, null);
    }
    await journal.flush();
    expect(await apiKeys.get(key.id)).toMatchObject({ lastUsedAt: 50, lastUsedIp: '10.0.0.50', revision: 1 });
    expect(await sessions.get(session.id)).toMatchObject({ lastAccessedAt: 50, expiresAt: 150 });
    expect(await connections.get(connection.id)).toMatchObject({ lastAccessedAt: 50 });
  });
});
