import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifies } from './verifies.ts';

const root = dirname(import.meta.dirname);

/**
 * What each member may import of ours, as docs/architecture.md has it. `types` only as types: nothing of
 * it is in the built package.
 */
const allowed: Readonly<Record<string, { code: readonly string[]; types?: readonly string[] }>> = {
  'packages/config': { code: [] },
  'packages/sandbox': { code: [] },
  'packages/mcp-client': { code: [] },
  'packages/agent-skill': { code: [] },
  'packages/sdk': { code: [] },
  'packages/store': { code: [] },
  'packages/catalog': { code: ['mcp-client', 'store'] },
  'packages/sessions': { code: ['mcp-client'] },
  'packages/server': { code: ['sessions', 'mcp-client', 'catalog'], types: ['config', 'sandbox', 'store'] },
  'apps/gateway': {
    code: ['config', 'sandbox', 'mcp-client', 'sessions', 'store', 'catalog', 'server', 'sdk'],
  },
  'apps/agent-demo': { code: ['agent-skill'] },
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Every import and re-export of a file; an import counts as type-only when all of its names are types. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const clauses = source.matchAll(/^\s*(?:import|export)\s([^'"`;]*?)\bfrom\s*['"]([^'"]+)['"]/gm);
  const bare = source.matchAll(
    /(?:^\s*import\s*|\bimport\s*\(\s*|\bimport\.meta\.resolve\(\s*)['"]([^'"]+)['"]/gm,
  );
  const typeOnly = (clause: string) => {
    if (/^type\b/.test(clause)) return true;
    const names = clause
      .match(/^\{([^}]*)\}/s)?.[1]
      ?.split(',')
      .map(name => name.trim())
      .filter(Boolean);
    return names !== undefined && names.length > 0 && names.every(name => name.startsWith('type '));
  };
  return [
    ...[...clauses].map(([, clause = '', specifier = '']) => ({
      file,
      specifier,
      typeOnly: typeOnly(clause),
    })),
    ...[...bare].map(([, specifier = '']) => ({ file, specifier, typeOnly: false })),
  ];
}

const sourcesOf = (folder: string) =>
  globSync(`${folder}/**/*.ts`, { cwd: root, exclude: ['**/node_modules/**'] });
const sibling = (specifier: string) => specifier.match(/^@gw\/([^/]+)/)?.[1];

function foldersOf(parent: string): string[] {
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(root, parent, entry.name, 'package.json')))
    .map(entry => `${parent}/${entry.name}`);
}

test('every package and app has its rule', () => {
  expect([...foldersOf('packages'), ...foldersOf('apps')].sort()).toEqual(Object.keys(allowed).sort());
});

describe.each(Object.entries(allowed))('%s', (folder, { code, types = [] }) => {
  test('imports only the siblings that its place in the architecture allows', () => {
    verifies('workspace:imports:directions');
    const wrong = sourcesOf(`${folder}/src`)
      .flatMap(importsOf)
      .filter(({ specifier, typeOnly }) => {
        const name = sibling(specifier);
        return name !== undefined && !code.includes(name) && !(typeOnly && types.includes(name));
      });
    expect(wrong).toEqual([]);
  });

  test('reaches into no other folder by a relative path', () => {
    verifies('workspace:imports:directions');
    const wrong = sourcesOf(`${folder}/src`)
      .flatMap(importsOf)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(({ file, specifier }) =>
        relative(join(root, folder), resolve(root, dirname(file), specifier)).startsWith('..'),
      );
    expect(wrong).toEqual([]);
  });

  test('declares the siblings that it may import, and no others', () => {
    verifies('workspace:imports:directions');
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    );
    const declared = Object.keys({ ...dependencies, ...peerDependencies }).flatMap(
      name => sibling(name) ?? [],
    );
    expect(declared.filter(name => ![...code, ...types].includes(name))).toEqual([]);
  });
});

test.each(['config', 'sandbox', 'mcp-client', 'sessions', 'agent-skill', 'store', 'sdk'])(
  'the example of %s, which is useful alone, uses it and what it brings',
  name => {
    verifies('workspace:packages:alone');
    const imports = sourcesOf(`examples/${name}`).flatMap(importsOf);
    expect(imports.map(({ specifier }) => sibling(specifier))).toContain(name);
    const known = [undefined, name, 'test', ...(allowed[`packages/${name}`]?.code ?? [])];
    expect(imports.filter(({ specifier }) => !known.includes(sibling(specifier)))).toEqual([]);
  },
);

test('one file of the gateway reads the process; its packages get what they need handed in', () => {
  verifies('workspace:process:one-reader');
  const reads = /\bprocess\.(env|argv|exit|exitCode|on|once)\b/;
  const folders = Object.keys(allowed).filter(folder => !/agent/.test(folder));
  const readers = folders
    .flatMap(folder => sourcesOf(`${folder}/src`))
    .filter(file => {
      const source = readFileSync(join(root, file), 'utf8');
      return reads.test(source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|`(?:\\.|[^`\\])*`/g, ''));
    });
  expect(readers).toEqual(['apps/gateway/src/main.ts']);
});
