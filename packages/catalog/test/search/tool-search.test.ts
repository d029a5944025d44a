import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { type SearchedTool, ToolSearch, WordNet } from '../../src/index.ts';
import { searched, tools } from './searched.ts';

async function searchOf(known: readonly SearchedTool[] = tools, meanings?: WordNet) {
  const search = new ToolSearch<SearchedTool>({ meanings });
  await search.update(known);
  return search;
}

const found = async (search: ToolSearch<SearchedTool>, query: string) =>
  (await search.search(query)).map(({ tool }) => tool.effective.name);

test.each(tools)('$id is the first that is found by its own name, and for certain', async tool => {
  verifies('search:own-name');
  const search = await searchOf();
  for (const query of [
    tool.effective.name,
    tool.effective.qualifiedName,
    tool.effective.name.toUpperCase(),
  ]) {
    const [first] = await search.search(query);
    expect(first).toEqual({ tool, score: 1 });
  }
});

describe('words', () => {
  test.each([
    ['read text', 'readTextFile'],
    ['removing files', 'remove_file'],
    ['charset', 'readTextFile'],
    ['creat_direct', 'create_directory'],
    ['calender event list', 'list_events'],
    ['erase a document', 'remove_file'],
    ['make a folder', 'create_directory'],
    ['grosse andern', 'größe_ändern'],
  ])('%s finds %s without a dictionary', async (query, name) => {
    verifies('search:words');
    expect((await found(await searchOf(), query))[0]).toBe(name);
  });

  test('the dictionary knows what verbs of two words mean, and forms of words', async () => {
    verifies('search:meanings');
    using meanings = WordNet.open();
    const search = await searchOf(tools, meanings);
    expect((await found(search, 'turn down the invitation'))[0]).toBe('decline_event');
    expect(meanings.related('directories').length).toBeGreaterThan(0);
    expect(meanings.related('nosuchwordatall')).toEqual([]);
    for (const ending of ['s', 'ing', 'ed']) expect(await search.search(ending)).toBeDefined();
    for (const ending of ['s', 'ing', 'ed']) expect(meanings.related(ending)).toBeDefined();
    expect(() => WordNet.open('/nonexistent')).toThrow('ENOENT');
  });
});

test('the order is that of the scores, 0…1, and the same whatever order the tools came in', async () => {
  verifies('search:deterministic');
  const forwards = await searchOf();
  const backwards = await searchOf(tools.toReversed());
  for (const query of [
    'event',
    'file directory',
    'create remove list read',
    'zzz',
    '',
    '!?',
    'a'.repeat(100_000),
  ]) {
    const results = await forwards.search(query, { limit: 100 });
    expect(await backwards.search(query, { limit: 100 })).toEqual(results);
    const scores = results.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every(score => score > 0 && score <= 1)).toBe(true);
  }
});

test('only tools that the filter lets through are found, and no more than the limit', async () => {
  verifies('search:filter');
  const search = await searchOf();
  const results = await search.search('remove file', { filter: ({ serverName }) => serverName !== 'files' });
  expect(results.map(({ tool }) => tool.serverName)).not.toContain('files');
  expect(await search.search('file', { limit: 1 })).toHaveLength(1);
});

test('an update changes what has changed, forgets what is gone, and leaves the rest', async () => {
  verifies('search:updates');
  const search = await searchOf();
  const renamed = { ...searched('sums', 'total', 'What it all comes to.'), id: 'sums/add' };
  await Promise.all([
    search.update([...tools, searched('late', 'newcomer')]),
    search.update([...tools.filter(({ id }) => id !== 'sums/add' && id !== 'files/remove_file'), renamed]),
  ]);
  expect(search.size).toBe(tools.length - 1);
  expect(await found(search, 'newcomer')).toEqual([]);
  expect((await search.search('total'))[0]?.tool).toBe(renamed);
  expect(await found(search, 'sums add')).not.toContain('add');
  expect(await found(search, 'remove_file')).not.toContain('remove_file');
  const afresh = await searchOf([...tools.filter(({ id }) => !/add|remove/.test(id)), renamed]);
  expect(await search.search('create event file')).toEqual(await afresh.search('create event file'));
});

test('descriptions and schemas of any size and shape are taken', async () => {
  verifies('search:hostile');
  const nested: Record<string, unknown> = {};
  nested.properties = { self: nested, 'a b': null, list: { items: 7 } };
  const odd = { ...searched('odd', 'huge', 'word '.repeat(1_000_000)), id: 'odd' };
  const looped = searched('odd', 'looped', 'x', nested);
  const search = await searchOf([odd, looped, ...tools]);
  expect((await found(search, 'looped'))[0]).toBe('looped');
});
