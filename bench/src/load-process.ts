import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadReport } from './load-generator.ts';

/** The load generator as a process of its own, one for all lines: its just-in-time compiler favours none. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./load-worker.ts', import.meta.url)), { stdio: 'inherit' });
  }

  /** Rejects with the line's wrong answer, when the process ends early, and a minute after the order's time. */
  async run(order: LoadOrder): Promise<LoadReport> {
    const ended = new AbortController();
    const limit = AbortSignal.timeout(order.durationMs + 60_000);
    const answer = once(this.#child, 'message', { signal: AbortSignal.any([ended.signal, limit]) });
    const onExit = () => ended.abort(new Error('The load generator ended early'));
    this.#child.once('exit', onExit);
    try {
      this.#child.send(order);
      const [outcome] = (await answer) as [{ report?: LoadReport; error?: string }];
      if (!outcome.report) throw new Error(`${order.url} with ${order.clients} clients: ${outcome.error}`);
      return outcome.report;
    } finally {
      this.#child.off('exit', onExit);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}
