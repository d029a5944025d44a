import { join } from 'node:path';
import { node, root } from './gateway.ts';

/** The configuration of `test/fixtures/hostile-server.mjs`: its faults, then settings of the service. */
export function hostile(faults = '', settings: Record<string, unknown> = {}): Record<string, unknown> {
  const program = join(root, 'test', 'fixtures', 'hostile-server.mjs');
  return { command: [node, program, faults], description: 'Misbehaves on request', ...settings };
}
