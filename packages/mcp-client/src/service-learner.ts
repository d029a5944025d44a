import { type Backoff, backoffMs } from './backoff.ts';
import { boundedWait } from './bounded-wait.ts';
import { UpstreamError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { McpClient } from './mcp-client.ts';
import type { McpService } from './mcp-service.ts';
import type { StartPlace, StartQueue } from './start-queue.ts';
import type { Tool } from './tool.ts';

/** Somebody's request makes a failed service try again at once, but no more often than this. */
const REQUESTED_RETRY_MS = 1_000;

/** What is known of a service. */
export interface ServiceStatus {
  /** `queued` until its first start begins; `failed` between attempts; `ready` once its tools are known. */
  readonly state: 'queued' | 'starting' | 'ready' | 'failed';
  /** Starts begun to learn its tools. */
  readonly attempts: number;
  readonly lastError?: UpstreamError;
  /** When the next attempt is due, in milliseconds since the epoch. */
  readonly nextAttemptAt?: number;
  readonly toolCount?: number;
}

export interface ServiceLearnerOptions {
  readonly queue: StartQueue;
  /** Starts a client; rejects with an `UpstreamError`, and leaves nothing behind then. */
  readonly connect: (signal: AbortSignal) => Promise<McpClient>;
  /** Gets the client that did the learning. */
  readonly onLearned: (client: McpClient) => void;
  readonly backoff: Backoff;
  readonly logger: Logger;
}

/** Learns one service's tools by starting it once, and tries again, ever more rarely, while that fails. */
export class ServiceLearner {
  /** Exchanged by a reload for one that starts alike. */
  service: McpService;
  readonly #options: ServiceLearnerOptions;
  #tools: readonly Tool[] | undefined;
  #place: StartPlace | undefined;
  #attempt: Promise<void> | undefined;
  #starting = false;
  #attempts = 0;
  #failures = 0;
  #lastError: UpstreamError | undefined;
  #failedAt = 0;
  #retry: NodeJS.Timeout | undefined;
  #nextAttemptAt: number | undefined;
  readonly #stopping = new AbortController();

  constructor(service: McpService, options: ServiceLearnerOptions) {
    this.service = service;
    this.#options = options;
  }

  get tools(): readonly Tool[] | undefined {
    return this.#tools;
  }

  get status(): ServiceStatus {
    return {
      state: this.#state(),
      attempts: this.#attempts,
      ...(this.#lastError ? { lastError: this.#lastError } : {}),
      ...(this.#nextAttemptAt === undefined ? {} : { nextAttemptAt: this.#nextAttemptAt }),
      ...(this.#tools ? { toolCount: this.#tools.length } : {}),
    };
  }

  /** Takes tools that another client of the service has listed. */
  know(tools: readonly Tool[]): void {
    this.#tools = tools;
    this.#failures = 0;
    this.#lastError = undefined;
    this.#cancelRetry();
  }

  /** Makes an attempt unless one runs or the tools are known; resolves when it has ended, either way. */
  learn(): Promise<void> {
    if (this.#attempt) return this.#attempt;
    if (this.#tools || this.#stopping.signal.aborted) return Promise.resolve();
    this.#cancelRetry();
    this.#place = this.#options.queue.enter();
    this.#attempt = this.#learn(this.#place);
    return this.#attempt;
  }

  /**
   * The tools; waits for the attempt that runs, ahead of the queue, up to the service's `startTimeoutMs`.
   *
   * @throws UpstreamError `GW_UPSTREAM_START_FAILED`, `GW_UPSTREAM_CANCELLED`
   */
  async wait(signal?: AbortSignal): Promise<readonly Tool[]> {
    if (this.#tools) return this.#tools;
    const justFailed = !this.#attempt && this.#lastError && Date.now() - this.#failedAt < REQUESTED_RETRY_MS;
    if (!justFailed) {
      const attempt = this.learn();
      this.#place?.jump();
      await this.#waitFor(attempt, signal);
    }
    // Tools may have come from elsewhere while the attempt failed.
    if (this.#tools) return this.#tools;
    throw this.#lastError ?? this.#cancelled();
  }

  /** Ends what runs; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelRetry();
    this.#place?.leave();
    await this.#attempt;
  }

  async #learn(place: StartPlace): Promise<void> {
    try {
      await place.turn;
      // A session's start may have told meanwhile.
      if (!this.#tools) await this.#startAndAsk();
    } catch (error) {
      this.#fail(error instanceof UpstreamError ? error : this.#cancelled());
    } finally {
      place.leave();
      this.#attempt = undefined;
      this.#place = undefined;
      this.#starting = false;
    }
  }

  async #startAndAsk(): Promise<void> {
    this.#starting = true;
    this.#attempts++;
    const client = await this.#options.connect(this.#stopping.signal);
    this.know(client.getTools());
    this.#options.onLearned(client);
  }

  #fail(error: UpstreamError): void {
    // A session's success in the meantime counts for more than this failure.
    if (this.#tools) return;
    this.#lastError = error;
    this.#failedAt = Date.now();
    if (this.#stopping.signal.aborted) return;
    this.#failures++;
    const retryInMs = backoffMs(this.#options.backoff, this.#failures);
    this.#nextAttemptAt = Date.now() + retryInMs;
    this.#retry = setTimeout(() => void this.learn(), retryInMs);
    this.#retry.unref();
    const { exit, stderr } = error.details;
    const fields = {
      service: this.service.name,
      err: error,
      exit,
      stderr,
      attempt: this.#attempts,
      retryInMs,
    };
    this.#options.logger.warn(fields, 'A service could not be started, and is tried again');
  }

  #cancelRetry(): void {
    clearTimeout(this.#retry);
    this.#nextAttemptAt = undefined;
  }

  #state(): ServiceStatus['state'] {
    if (this.#tools) return 'ready';
    if (this.#attempt) return this.#starting ? 'starting' : 'queued';
    return this.#lastError ? 'failed' : 'queued';
  }

  #waitFor(attempt: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    const { name, startTimeoutMs: timeoutMs } = this.service;
    return boundedWait(attempt, {
      limit: {
        timeoutMs,
        onTimeout: () => {
          const message = `Service ${name} could not be started: it was not ready within ${timeoutMs} ms`;
          return new UpstreamError('GW_UPSTREAM_START_FAILED', name, message, { retryable: true });
        },
      },
      signal,
      onAbort: reason => this.#cancelled(reason),
    });
  }

  #cancelled(cause?: unknown): UpstreamError {
    const { name } = this.service;
    const message = `Service ${name} was not started: it was cancelled`;
    return new UpstreamError('GW_UPSTREAM_CANCELLED', name, message, { cause, retryable: true });
  }
}
