import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';

onEachDatabase(openEmpty => {
  test('a server reads back as it was written, with defaults for what was left out', async () => {
    verifies('store:servers:kept');
    await using opened = await openEmpty({ now: () => 1_700_000_000_123 });
    const { servers } = opened.store;
    const config = { command: 'npx', args: ['-y', 'ünïcode \u0000 \u{1F600}'], env: {} };
    const inserted = await servers.insert({ name: 'one', type: 'stdio', config, portalVisible: true });
    expect(inserted).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      name: 'one',
      displayName: null,
      description: null,
      iconUrl: null,
      type: 'stdio',
      source: 'api',
      sourceDocUrl: null,
      config,
      sealedConfig: null,
      status: 'stopped',
      lastError: null,
      stoppedByHand: false,
      exposureMode: 'all',
      credentialMode: 'none',
      credentialRequirements: [],
      portalVisible: true,
      portalCategory: null,
      portalTags: [],
      lastSyncedAt: null,
      createdAt: 1_700_000_000_123,
      updatedAt: 1_700_000_000_123,
      revision: 1,
    });
    expect(await servers.get(inserted.id)).toEqual(inserted);
    expect(await servers.findByName('one')).toEqual(inserted);
    expect(await servers.get('not an id')).toBeUndefined();
  });
});
