import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Service } from './line.ts';

/** Milliseconds from starting a server, with nothing in between, to its answer to `initialize`. Ends it again. */
export async function directStart({ command = [] }: Service): Promise<number> {
  const [program = '', ...args] = command;
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const clientInfo = { name: 'bench', version: '1.0.0' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })}\n`);
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
  const took = performance.now() - start;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return took;
}
