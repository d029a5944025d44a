import type { ServerResponse } from 'node:http';

/** A response that is looked after. */
export interface KeptResponse {
  readonly response: ServerResponse;
  /** Says something when nothing else was said since the last time; absent where nothing may be said. */
  readonly keepAlive?: () => void;
}

/** What the keeper knows of a response. */
interface Watch {
  sentBytes: number;
  stalledTicks: number;
}

/** Between looks, in milliseconds: well below the minute after which proxies close what is quiet. */
const tickMs = 15_000;

/** A client that takes nothing for so many looks, of what waits for it, is cut. */
const maxStalledTicks = 2;

/**
 * Looks after all responses that may stay open for long, with one timer: keeps quiet ones alive, and cuts those
 * whose clients don't read.
 */
export class StreamKeeper {
  readonly #watched = new Map<KeptResponse, Watch>();
  readonly #tickMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param options `tickMs`: milliseconds between looks, default 15,000 */
  constructor(options: { tickMs?: number } = {}) {
    this.#tickMs = options.tickMs ?? tickMs;
  }

  /** Streams that are open, and large answers on their way. */
  get size(): number {
    return this.#watched.size;
  }

  /** Watches a response until it is closed. */
  watch(kept: KeptResponse): void {
    if (kept.response.destroyed) return;
    this.#watched.set(kept, { sentBytes: 0, stalledTicks: 0 });
    this.#timer ??= setInterval(() => this.#look(), this.#tickMs).unref();
    kept.response.once('close', () => {
      this.#watched.delete(kept);
      if (this.#watched.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
  }

  #look(): void {
    for (const [kept, watch] of this.#watched) {
      const { response, keepAlive } = kept;
      if (isStalled(response, watch)) response.destroy();
      else keepAlive?.();
    }
  }
}

function isStalled({ writableLength, socket }: ServerResponse, watch: Watch): boolean {
  const sentBytes = socket?.bytesWritten ?? 0;
  const stands = writableLength > 0 && sentBytes === watch.sentBytes;
  watch.sentBytes = sentBytes;
  watch.stalledTicks = stands ? watch.stalledTicks + 1 : 0;
  return watch.stalledTicks >= maxStalledTicks;
}
