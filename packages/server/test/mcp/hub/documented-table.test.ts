import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

const read = (path: string) =>
  readFile(fileURLToPath(new URL(`../../../../../${path}`, import.meta.url)), 'utf8');

test('the page about the eras has a row for each promise of the bridge, with a cell for each pair', async () => {
  verifies('mcp-hub:bridge:table');
  const rows = (await read('docs/bridge.md')).split('\n').filter(line => line.includes('`bridge:'));
  expect(rows.map(row => row.split(' | ').length)).toEqual(rows.map(() => 6));
  const documented = rows.map(row => /`(bridge:[a-z-]+)` \|$/.exec(row)?.[1]);
  const promised = (await read('test/requirements/mcp-hub.ts')).matchAll(/'mcp-hub:(bridge:[a-z-]+)'/g);
  expect(documented.sort()).toEqual(
    [...promised]
      .map(([, id]) => id)
      .filter(id => id !== 'bridge:table')
      .sort(),
  );
});
