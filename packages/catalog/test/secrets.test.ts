import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { SecretBox } from '../src/index.ts';
import { owner, Place } from './open-catalog.ts';

test('what is sealed is opened by its key alone, and not after a change', () => {
  verifies('catalog:secrets:sealed');
  const box = new SecretBox(randomBytes(32));
  const sealed = box.seal('täglich');
  expect(box.open(sealed)).toBe('täglich');
  expect(box.seal('täglich')).not.toBe(sealed);
  expect(() => new SecretBox(randomBytes(32)).open(sealed)).toThrow(
    expect.objectContaining({ code: 'GW_SECRET_KEY' }),
  );
  const at = sealed.length - 3;
  const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
  for (const damaged of [changed, sealed.slice(0, -9), 'v1', '', 'plain text', `v2${sealed.slice(2)}`]) {
    expect(() => box.open(damaged as typeof sealed)).toThrow(
      expect.objectContaining({ code: 'GW_SECRET_DAMAGED' }),
    );
  }
  expect(() => new SecretBox(randomBytes(16))).toThrow(RangeError);
});

test('variables of a server reach it, and are nowhere to be read', async () => {
  verifies('catalog:secrets:kept');
  await using place = await Place.make();
  const secret = `secret-${randomBytes(16).toString('hex')}`;
  await using opened = await place.open();
  const { catalog, manager, store } = opened;
  const { config, ...fields } = await place.stdio('a');
  const created = await catalog.create({ ...fields, config: { ...config, env: { KEY: secret } } }, owner);
  const shown = (created.config as { env: { KEY: string } }).env.KEY;
  expect(shown).toBe(`****${secret.slice(-4)}`);
  await catalog.update(created.id, { config: { ...config, env: { KEY: shown, MORE: 'x' } } }, owner);
  expect(manager.services.get('a')?.env).toEqual({ KEY: secret, MORE: 'x' });
  const client = await manager.createClient('a');
  expect(await client.callTool('echo', {})).toMatchObject({
    content: [{ text: expect.stringContaining(secret) }],
  });
  await client.stop();
  const told = JSON.stringify([catalog.servers(), await store.servers.all(), place.logged]);
  expect(told).not.toContain(secret);
  for (const file of ['gateway.db', 'gateway.db-wal']) {
    expect((await readFile(join(place.folder, file))).includes(secret)).toBe(false);
  }
});

test('with another key, a server with secrets says so, and the others work', async () => {
  verifies('catalog:secrets:other-key');
  await using place = await Place.make();
  {
    await using first = await place.open();
    const { config, ...fields } = await place.stdio('a');
    await first.catalog.create({ ...fields, config: { ...config, env: { KEY: 'something' } } }, owner);
    await first.catalog.create(await place.stdio('b'), owner);
  }
  await using second = await place.open({ secrets: new SecretBox(randomBytes(32)) });
  expect(second.catalog.serverByName('a')).toMatchObject({
    status: 'error',
    lastError: expect.stringMatching(/key/),
  });
  await expect.poll(() => second.catalog.serverByName('b')?.status).toBe('running');
});
