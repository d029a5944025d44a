import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { node, root } from './gateway.ts';

/**
 * The configuration of `test/fixtures/hostile-server.mjs`: its faults, then settings of the service. It is told to go
 * on by files that appear while it runs, so it sees the temporary folder.
 */
export function hostile(faults = '', settings: Record<string, unknown> = {}): Record<string, unknown> {
  const program = join(root, 'test', 'fixtures', 'hostile-server.mjs');
  const sandbox = { allow_read: [tmpdir()] };
  return { command: [node, program, faults], description: 'Misbehaves on request', sandbox, ...settings };
}

/** Where a file can be put for a server to see: the folders of the gateway are hidden from it. */
export async function goOnFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'go-on-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'go-on');
}
