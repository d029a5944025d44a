import { UpstreamError, type UpstreamErrorDetails } from '../errors.ts';
import { JsonRpcConnection } from '../json-rpc/json-rpc-connection.ts';
import { LogLimiter } from '../json-rpc/log-limiter.ts';
import type { LinkOptions, UpstreamLink } from '../links/link.ts';
import type { ProcessExit, ProcessUsage, SpawnedProcess } from '../spawner.ts';
import { StderrTail } from './stderr-tail.ts';
import { ClosedPipeError, StdioTransport } from './stdio-transport.ts';

/** After a closed pipe, the time in which the process's end is expected, and tells why. */
const EXIT_AFTER_CLOSE_MS = 250;

/** A running process and the conversation with it: notices its end, and ends it. */
export class ProcessLink implements UpstreamLink {
  readonly connection: JsonRpcConnection;
  readonly #process: SpawnedProcess;
  readonly #options: LinkOptions;
  readonly #stderr: StderrTail;
  #transport!: StdioTransport;
  #exit: ProcessExit | undefined;
  #closedPipe: 'input' | 'output' | undefined;
  #closedPipeTimer: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;
  #wanted = false;

  constructor(process: SpawnedProcess, options: LinkOptions) {
    const { service, logger, log, limits } = options;
    this.#process = process;
    this.#options = options;
    const stderrLog = new LogLimiter(logger, { burst: 200, perSecond: 20 });
    this.#stderr = new StderrTail(process.stderr, stderrLog, { service, pid: process.pid });
    const { stdin: input, stdout: output } = process;
    this.connection = new JsonRpcConnection({
      ...options,
      connect: events => {
        this.#transport = new StdioTransport({ service, input, output, limits, log, events });
        return this.#transport;
      },
      onBroken: error => this.#onBroken(error),
    });
    process.exited.then(
      exit => this.#onExit(exit),
      () => this.#onExit({ code: null, signal: null, reason: 'for reasons unknown' }),
    );
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** How the process ended, once it has. */
  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  /** Nothing has ended it yet, from either side. */
  get open(): boolean {
    return !this.#exit && !this.#ending;
  }

  get stderr(): readonly string[] {
    return this.#stderr.lines;
  }

  get details(): UpstreamErrorDetails {
    return { stderr: this.stderr, ...(this.#exit ? { exit: this.#exit } : {}) };
  }

  async usage(): Promise<ProcessUsage> {
    return this.open ? this.#process.usage() : { cpuMs: 0, memoryBytes: 0, processes: 0 };
  }

  /** Ends the process and all below it; idempotent; resolves when nothing is left. */
  end(): Promise<void> {
    this.#wanted = true;
    return this.#endOnce();
  }

  /**
   * Why nothing can be asked any more.
   *
   * @param sent the request had been written: the server may have carried it out.
   */
  gone(sent: boolean): UpstreamError {
    const { service } = this.#options;
    const { details } = this;
    const message = `Service ${service} ${this.#whyGone()}`;
    return new UpstreamError('GW_UPSTREAM_EXITED', service, message, { details, retryable: !sent });
  }

  #whyGone(): string {
    if (this.#exit) return `has exited (${this.#exit.reason})`;
    return this.#closedPipe ? `closed its ${this.#closedPipe}` : 'was stopped';
  }

  #onExit(exit: ProcessExit): void {
    const reason = this.#closedPipe ? `closed its ${this.#closedPipe}, ${exit.reason}` : exit.reason;
    this.#exit = { ...exit, reason };
    const { logger, service, onExit } = this.#options;
    logger[this.#wanted ? 'debug' : 'warn'](
      { service, pid: this.#process.pid, exit: this.#exit },
      'Server exited',
    );
    this.connection.refuse(sent => this.gone(sent));
    onExit(this.#exit);
    this.#endUnasked();
  }

  /**
   * An end of output is no proof of death, and a process may close its input and live. Either way nothing
   * can be asked of it any more: unless its exit follows and says why, it is stopped.
   */
  #onBroken(error: Error): void {
    const pipe = error instanceof ClosedPipeError ? error.pipe : 'output';
    this.#closedPipeTimer ??= setTimeout(() => {
      if (!this.open) return;
      this.#closedPipe = pipe;
      const { logger, service } = this.#options;
      logger.warn({ service, pid: this.#process.pid }, `The server closed its ${pipe}, and is stopped`);
      this.#endUnasked();
    }, EXIT_AFTER_CLOSE_MS);
  }

  #endUnasked(): void {
    this.#endOnce().catch((err: unknown) => {
      const { logger, service } = this.#options;
      logger.error({ service, pid: this.#process.pid, err }, 'A server could not be cleared away');
    });
  }

  #endOnce(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const process = this.#process;
    // An answer that was written before the end is an answer.
    if (this.#exit) {
      const { waiting } = this.connection;
      await Promise.all([waiting ? this.#transport.drained() : undefined, this.#stderr.drained()]);
    }
    await this.connection.close(sent => this.gone(sent));
    try {
      await process.stop();
      await process.exited.catch(() => {});
    } finally {
      clearTimeout(this.#closedPipeTimer);
      // A grandchild that escaped may hold them open for ever.
      for (const pipe of [process.stdin, process.stdout, process.stderr]) pipe.destroy();
    }
  }
}
