import { boundedWait } from '../bounded-wait.ts';
import { UpstreamError } from '../errors.ts';
import type { ListKind } from '../lists/list-kind.ts';
import type { Surface } from '../lists/surface.ts';
import type { Logger } from '../logger.ts';
import type { McpClient } from '../mcp-client.ts';
import type { McpService } from '../mcp-service.ts';
import type { Tool } from '../tool.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import { KnownSurface } from './known-surface.ts';
import { startCancelled, startFailed } from './start-failure.ts';
import type { StartPlace, StartQueue } from './start-queue.ts';

/** Somebody's request makes a failed service try again at once, but no more often than this. */
const REQUESTED_RETRY_MS = 1_000;

/** What is known of a service. */
export interface ServiceStatus {
  /**
   * `idle` while it is known from an earlier run, and nobody has needed it since; `queued` until its first start
   * begins; `failed` between attempts; `ready` once its tools are known.
   */
  readonly state: 'idle' | 'queued' | 'starting' | 'ready' | 'failed';
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
  /** Gets the client that did the learning, when it has nothing more to tell. */
  readonly onLearned: (client: McpClient) => void;
  /** All that the service shows is known. */
  readonly onComplete: () => void;
  /** A list that was known is another one. */
  readonly onChanged: (kind: ListKind) => void;
  readonly onFailed: (error: UpstreamError) => void;
  readonly backoff: Backoff;
  readonly logger: Logger;
}

/**
 * Learns what one service shows by starting it once, its tools before all else, and tries again, ever more
 * rarely, while that fails.
 */
export class ServiceLearner {
  /** Exchanged by a reload for one that starts alike. */
  service: McpService;
  readonly #options: ServiceLearnerOptions;
  readonly #known: KnownSurface;
  #completing: Promise<void> | undefined;
  /** What is known of it is enough until somebody needs it. */
  #isIdle = false;
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
    this.#known = new KnownSurface(service.name, options.logger);
  }

  get tools(): readonly Tool[] | undefined {
    return this.#known.tools as readonly Tool[] | undefined;
  }

  /** All that the service shows, once it is known. */
  get surface(): Surface | undefined {
    return this.#known.surface;
  }

  /**
   * Takes what was known of it in an earlier run: it answers listings at once.
   *
   * @param untilNeeded it isn't started for being learned anew: the first client that somebody needs tells
   */
  remember(surface: Surface, untilNeeded: boolean): void {
    this.#known.remember(surface);
    this.#isIdle = untilNeeded && !this.#known.hasCurrentTools;
  }

  get status(): ServiceStatus {
    return {
      state: this.#state(),
      attempts: this.#attempts,
      ...(this.#lastError ? { lastError: this.#lastError } : {}),
      ...(this.#nextAttemptAt === undefined ? {} : { nextAttemptAt: this.#nextAttemptAt }),
      ...(this.tools ? { toolCount: this.tools.length } : {}),
    };
  }

  /** Takes what a client that has started knows, and asks it for the rest, beside. */
  know(client: McpClient): void {
    this.#isIdle = false;
    this.#failures = 0;
    this.#lastError = undefined;
    this.#cancelRetry();
    this.#take('tools', client);
    if (this.#known.isCurrent || this.#completing) return;
    this.#completing = this.#known.complete(client).finally(() => {
      this.#completing = undefined;
      if (this.#known.isCurrent) this.#options.onComplete();
    });
  }

  /** A client's server has announced that a list has changed; the client has fetched it if it had it. */
  async changed(kind: ListKind, client: McpClient): Promise<void> {
    // What isn't known yet is not current either.
    if (!client.listed(kind) && this.#known.surface) await client.list(kind).catch(() => {});
    this.#take(kind, client);
  }

  /** Makes an attempt unless one runs or all is known; resolves when the tools are, or it has failed. */
  learn(): Promise<void> {
    if (this.#attempt) return this.#attempt;
    if (this.#isTold || this.#stopping.signal.aborted) return Promise.resolve();
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
    if (this.tools) return this.tools;
    const justFailed = !this.#attempt && this.#lastError && Date.now() - this.#failedAt < REQUESTED_RETRY_MS;
    if (!justFailed) {
      const attempt = this.learn();
      this.#place?.jump();
      await this.#waitFor(attempt, signal);
    }
    // Tools may have come from elsewhere while the attempt failed.
    if (this.tools) return this.tools;
    throw this.#lastError ?? startCancelled(this.service.name);
  }

  /**
   * All that the service shows; waits for its tools as {@link wait} does, and then for the rest.
   *
   * @throws UpstreamError `GW_UPSTREAM_START_FAILED`, `GW_UPSTREAM_CANCELLED`
   */
  async waitForSurface(signal?: AbortSignal): Promise<Surface> {
    await this.wait(signal);
    if (!this.surface && !this.#completing) {
      // Who told the tools was gone before it told the rest.
      const attempt = this.learn();
      this.#place?.jump();
      await this.#waitFor(attempt, signal);
    }
    if (this.#completing) await this.#waitFor(this.#completing, signal);
    if (this.surface) return this.surface;
    throw startFailed(this.service.name, 'it ended before it had told all that it shows');
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
      // A session's start may have told meanwhile, or an earlier run.
      if (!this.#isTold && !this.#isIdle) await this.#startAndAsk();
    } catch (error) {
      this.#fail(error instanceof UpstreamError ? error : startCancelled(this.service.name));
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
    this.know(client);
    const handOver = () => this.#options.onLearned(client);
    if (this.#completing) void this.#completing.then(handOver);
    else handOver();
  }

  #take(kind: ListKind, client: McpClient): void {
    const wasKnown = this.#known.has(kind);
    if (this.#known.take(kind, client) && wasKnown) this.#options.onChanged(kind);
  }

  /** Nothing is left to ask, or it is being asked. */
  get #isTold(): boolean {
    const { isCurrent, hasCurrentTools } = this.#known;
    return isCurrent || (hasCurrentTools && this.#completing !== undefined);
  }

  #fail(error: UpstreamError): void {
    // A session's success in the meantime counts for more than this failure.
    if (this.#known.hasCurrentTools) return;
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
    this.#options.onFailed(error);
  }

  #cancelRetry(): void {
    clearTimeout(this.#retry);
    this.#nextAttemptAt = undefined;
  }

  #state(): ServiceStatus['state'] {
    if (this.#known.hasCurrentTools) return 'ready';
    if (this.#isIdle) return 'idle';
    if (this.#attempt) return this.#starting ? 'starting' : 'queued';
    return this.#lastError ? 'failed' : 'queued';
  }

  #waitFor(attempt: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    const { name, startTimeoutMs: timeoutMs } = this.service;
    return boundedWait(attempt, {
      limit: {
        timeoutMs,
        onTimeout: () => startFailed(name, `it was not ready within ${timeoutMs} ms`),
      },
      signal,
      onAbort: reason => startCancelled(name, reason),
    });
  }
}
