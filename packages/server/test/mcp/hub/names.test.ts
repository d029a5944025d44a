import { listDefinitions } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AggregatedList, type Part } from '../../../src/mcp/hub/aggregated-list.ts';
import { matchesTemplate } from '../../../src/mcp/hub/uri-template.ts';

/** Few letters and many underscores, so that names collide. */
const word = fc.stringMatching(/^[ab_]{1,4}$/);
const servers = fc.uniqueArray(fc.record({ service: word, tools: fc.uniqueArray(word, { maxLength: 5 }) }), {
  selector: ({ service }) => service,
  maxLength: 5,
});
const partsOf = (all: readonly { service: string; tools: readonly string[] }[]): Part[] =>
  all.map(({ service, tools }) => ({
    service,
    hints: undefined,
    entries: tools.map(name => ({ name, inputSchema: {} })),
  }));
const listOf = (parts: readonly Part[]) => AggregatedList.of(listDefinitions.tools, parts);
const namesOf = (list: AggregatedList) => list.entries.map(({ name }) => String(name));

test('names are unique, and each leads to its own tool', () => {
  verifies('mcp-hub:names:unique');
  fc.assert(
    fc.property(servers, all => {
      const list = listOf(partsOf(all));
      const names = namesOf(list);
      expect(new Set(names).size).toBe(names.length);
      const origins = names.map(name => list.origin(name));
      expect(origins).toEqual(all.flatMap(({ service, tools }) => tools.map(name => ({ service, name }))));
    }),
  );
});

test('a server that is added after the others renames none of their tools', () => {
  verifies('mcp-hub:names:stable');
  fc.assert(
    fc.property(servers, fc.nat(5), (all, count) => {
      const before = namesOf(listOf(partsOf(all.slice(0, count))));
      expect(namesOf(listOf(partsOf(all))).slice(0, before.length)).toEqual(before);
    }),
  );
});

test('names are the same each time, and plain but for collisions', () => {
  verifies('mcp-hub:names:stable');
  fc.assert(
    fc.property(servers, all => {
      const names = namesOf(listOf(partsOf(all)));
      expect(namesOf(listOf(partsOf(all)))).toEqual(names);
      const plain = all.flatMap(({ service, tools }) => tools.map(name => `${service}__${name}`));
      const first = new Set<string>();
      for (const [at, name] of plain.entries()) {
        if (!first.has(name)) expect(names[at]).toBe(name);
        first.add(name);
      }
    }),
  );
});

test.each([
  ['file:///{path}', 'file:///a', true],
  ['file:///{path}', 'file:///a/b', false],
  ['file:///{+path}', 'file:///a/b', true],
  ['db://{table}/{id}', 'db://users/7', true],
  ['db://{table}/{id}', 'db://users', false],
  ['db://{table}/{id}/x', 'db://users/7/y', false],
  ['plain://x', 'plain://x', true],
  ['plain://x', 'plain://xy', false],
  ['s://a{?q,r}', 's://a?q=1&r=2', true],
  ['s://a{?q,r}', 's://a', true],
  ['s://{a}{b}', 's://ab', true],
  ['s://{x', 's://{x', true],
  ['s://{x}', 't://1', false],
])('the template %s and the URI %s: %s', (template, uri, fits) => {
  verifies('mcp-hub:names:templates');
  expect(matchesTemplate(template, uri)).toBe(fits);
});

test('no template takes long to be matched', () => {
  verifies('mcp-hub:names:templates');
  const start = performance.now();
  expect(matchesTemplate('a{+x}'.repeat(1_000), `${'a'.repeat(8_000)}b`)).toBe(true);
  expect(matchesTemplate(`${'{+x}a'.repeat(1_000)}c`, 'a'.repeat(8_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(500);
});
