import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Attack, Column } from './attack.ts';
import type { HostMessage, HostRequest } from './host/main.ts';

/** Network, mounts, processes and names of its own: nothing that an attack does is seen outside, or stays. */
const apart = ['--net', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child', '--mount-proc'];

/** A host on which attacks are made. */
export class Campaign implements AsyncDisposable {
  readonly #host: ChildProcess;
  readonly #waiting = new Map<number, (message: HostMessage) => void>();
  #sequence = 0;

  private constructor(host: ChildProcess) {
    this.#host = host;
    host.on('message', (message: HostMessage) => {
      if ('sequence' in message) this.#waiting.get(message.sequence)?.(message);
    });
  }

  /** Needs root, for the namespaces. */
  static async start(): Promise<Campaign> {
    // The first process of the namespace is a shell that waits: it takes in orphans, as an init does.
    const words = ['sh', '-c', '"$@" & wait $!', 'sh', process.execPath];
    const program = join(import.meta.dirname, 'host', 'main.ts');
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    const host = spawn('unshare', [...apart, ...words, program], { stdio: [...stdio] });
    const ended = once(host, 'exit').then(([code]) => {
      throw new Error(`The host of the attacks ended with exit code ${code}`);
    });
    // Its first message is that it is ready.
    await Promise.race([once(host, 'message'), ended]);
    ended.catch(() => {});
    return new Campaign(host);
  }

  /** Makes an attack and gives its verdict. Throws when it could not be tried. */
  async attack(id: Attack['id'], column: Column): Promise<string> {
    const request: HostRequest = { sequence: ++this.#sequence, id, column };
    const { promise, resolve } = Promise.withResolvers<HostMessage>();
    this.#waiting.set(request.sequence, resolve);
    this.#host.send(request);
    const message = await promise;
    if (message.kind === 'answer') return message.verdict;
    throw new Error(message.kind === 'failed' ? message.reason : 'no answer');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#host.exitCode === null ? once(this.#host, 'exit') : undefined;
    if (this.#host.connected) this.#host.disconnect();
    await ended;
  }
}
