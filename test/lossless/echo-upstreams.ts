import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Era, Transport } from '../conformance/cell.ts';
import { node } from '../e2e/gateway.ts';

const program = join(import.meta.dirname, 'fixture', 'echo-server.ts');

/** The command of an echo server. */
export const echoCommand = (era: Era, transport: Transport, lists?: string): readonly string[] => [
  node,
  program,
  '--era',
  era,
  '--transport',
  transport,
  ...(lists === undefined ? [] : ['--lists', lists]),
];

export interface EchoOverHttp extends AsyncDisposable {
  readonly url: string;
}

export async function startEchoOverHttp(era: Era): Promise<EchoOverHttp> {
  const [command = '', ...args] = echoCommand(era, 'http');
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(createInterface(child.stdout as NonNullable<typeof child.stdout>), 'line');
  return {
    url,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
