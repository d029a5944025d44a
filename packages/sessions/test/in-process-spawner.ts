import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { ProcessExit, SpawnedProcess, Spawner } from '@gw/mcp-client';

const answers: Record<string, (state: { count: number }) => object> = {
  initialize: () => ({
    protocolVersion: '2025-11-25',
    capabilities: {},
    serverInfo: { name: 'in-process', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: [] }),
  'tools/call': state => {
    state.count += 1;
    return { content: [{ type: 'text', text: String(state.count) }] };
  },
};

/** A counting MCP server without a process: for tests that need thousands of them. */
export class InProcessSpawner implements Spawner {
  readonly #running = new Map<number, (exit: ProcessExit) => void>();
  #pids = 0;
  started = 0;

  get running(): number {
    return this.#running.size;
  }

  kill(pid: number): void {
    this.#running.get(pid)?.({ code: null, signal: 'SIGKILL', reason: 'killed by SIGKILL' });
  }

  async spawn(): Promise<SpawnedProcess> {
    this.started += 1;
    this.#pids += 1;
    const pid = this.#pids;
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const state = { count: 0 };
    createInterface({ input: stdin }).on('line', line => {
      const { id, method } = JSON.parse(line);
      if (id === undefined) return;
      const result = answers[method]?.(state);
      const outcome = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
      const answer = `${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`;
      // As over a pipe, no answer comes before the request has been sent.
      setImmediate(() => stdout.write(answer));
    });
    const { promise: exited, resolve } = Promise.withResolvers<ProcessExit>();
    const end = (exit: ProcessExit) => {
      this.#running.delete(pid);
      resolve(exit);
    };
    this.#running.set(pid, end);
    return {
      pid,
      stdin,
      stdout,
      stderr,
      exited,
      usage: async () => ({ cpuMs: 0, memoryBytes: 0, processes: 1 }),
      stop: async () => end({ code: 0, signal: null, reason: 'exit code 0' }),
    };
  }
}
