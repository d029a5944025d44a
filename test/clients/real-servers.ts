import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { eras } from '../conformance/cell.ts';
import { node } from '../e2e/gateway.ts';
import { python } from './python-client.ts';

const { resolve } = createRequire(import.meta.url);
const program = (name: string) =>
  join(dirname(resolve(`@modelcontextprotocol/server-${name}/package.json`)), 'dist', 'index.js');
const folder = join(import.meta.dirname, 'fixture', 'files');
const fixture = join(import.meta.dirname, '..', 'conformance', 'fixture', 'main.ts');

const described = (description: string, command: readonly string[], more: object = {}) => ({
  command,
  description,
  ...more,
});

/** Servers as they come from their makers, and the official SDK's newest in both eras. */
export const realServers: Record<string, Record<string, unknown>> = {
  everything: described('The reference server with everything', [node, program('everything'), 'stdio']),
  filesystem: described('The reference server for files', [node, program('filesystem'), folder]),
  memory: described('The reference server for a knowledge graph', [node, program('memory')], {
    env: { MEMORY_FILE_PATH: '/tmp/memory.jsonl' },
  }),
  ...(python && {
    python: described('A server on the Python SDK', [
      python,
      join(import.meta.dirname, 'fixture', 'server.py'),
    ]),
  }),
  ...Object.fromEntries(
    eras.map(era => [
      `sdk-${era}`,
      described(`A server on the TypeScript SDK 2, ${era} era`, [
        node,
        fixture,
        '--era',
        era,
        '--transport',
        'stdio',
      ]),
    ]),
  ),
};
