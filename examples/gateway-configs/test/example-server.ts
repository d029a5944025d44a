import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The folder from which the configs' paths are right. */
export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Whether a program can be run here. */
export function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** An MCP server's process, spoken to line by line. */
export class ExampleServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #lines: AsyncIterator<string>;
  readonly exited: Promise<unknown[]>;

  constructor([command = '', ...args]: readonly string[]) {
    const child = spawn(command, args, { cwd: repositoryRoot, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#stdin = child.stdin as Writable;
    this.#lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
    this.exited = once(child, 'exit');
  }

  /** Writes a line: a message as JSON, or bytes as they are. */
  write(message: object | Buffer): void {
    this.#stdin.write(Buffer.isBuffer(message) ? message : JSON.stringify(message));
    this.#stdin.write('\n');
  }

  /** The next line of the server, parsed. */
  async read(): Promise<Record<string, unknown>> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error('The server has ended its output');
    return JSON.parse(value);
  }

  ask(message: object | Buffer): Promise<Record<string, unknown>> {
    this.write(message);
    return this.read();
  }

  end(): void {
    this.#stdin.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}
