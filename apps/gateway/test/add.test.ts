import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { nameOf, parseWanted } from '../src/commands/add.ts';

test('a package is named with its registry, and a version where one is wanted', () => {
  verifies('import:command');
  expect(parseWanted('npm:@scope/name')).toEqual({ registry: 'npm', id: '@scope/name', version: undefined });
  expect(parseWanted('npm:@scope/name@1.2.0')).toEqual({
    registry: 'npm',
    id: '@scope/name',
    version: '1.2.0',
  });
  expect(parseWanted('pypi:name@latest')).toEqual({ registry: 'pypi', id: 'name', version: 'latest' });
  for (const wrong of ['name', 'npm:', ':name', 'npm:@', 'npm:a@']) {
    expect(() => parseWanted(wrong)).toThrow(/registry:name/);
  }
});

test('a server is called what its package is, without what all have in their names', () => {
  const names = [
    '@modelcontextprotocol/server-everything',
    'mcp-server-time',
    '@upstash/context7-mcp',
    'a.b/c.d',
    'mcp',
  ];
  expect(names.map(nameOf)).toEqual(['everything', 'time', 'context7', 'c-d', 'mcp']);
});
