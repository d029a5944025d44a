import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Sandbox, SandboxPolicy } from '../../packages/sandbox/src/index.ts';

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** A server that is asked by requests of the size of HTTPS ones: a process of its own. */
export class ExchangeServer implements AsyncDisposable {
  readonly port: number;
  readonly #stop: () => Promise<unknown>;

  private constructor(port: number, stop: () => Promise<unknown>) {
    this.port = port;
    this.#stop = stop;
  }

  static async start(): Promise<ExchangeServer> {
    const child = spawn(process.execPath, [beside('./exchange-server.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new ExchangeServer(Number(line), async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

/** A process in a sandbox that asks such a server. */
export class ExchangeClient {
  readonly #stdin: Writable;
  readonly #lines: Interface;

  private constructor(stdin: Writable, stdout: Readable) {
    this.#stdin = stdin;
    this.#lines = createInterface({ input: stdout });
  }

  /** Ends with its sandbox. */
  static async start(sandbox: Sandbox, port: number, policy: SandboxPolicy): Promise<ExchangeClient> {
    const command = [process.execPath, beside('./exchange-client.mjs'), String(port)];
    const { stdin, stdout, stderr } = await sandbox.spawn({ name: 'exchange', command, policy });
    stderr.pipe(process.stderr);
    return new ExchangeClient(stdin, stdout);
  }

  /** How long each of some requests took, in milliseconds. */
  async exchange(count: number): Promise<number[]> {
    this.#stdin.write(`${count}\n`);
    const [line] = (await once(this.#lines, 'line', { signal: AbortSignal.timeout(60_000) })) as [string];
    return JSON.parse(line) as number[];
  }
}
