import type { Clock, Timer } from './clock.ts';
import type { Upstream } from './upstream.ts';

const SHORTEST_INTERVAL_MS = 100;
const LONGEST_INTERVAL_MS = 5_000;
/** Looks between two looks at a full core's use, from nothing to the limit. */
const LOOKS_PER_LIMIT = 50;

interface CpuWatchOptions {
  readonly clock: Clock;
  /** The share of the limit at which an upstream is due for replacement. */
  readonly share: number;
  /** The upstreams to look at now. The watch rests when there are none. */
  upstreams(): Iterable<Upstream>;
  /** Called when one is due. It may be called again until that one is no longer among `upstreams`. */
  due(upstream: Upstream): void;
}

/**
 * Finds processes that come near their CPU limit, beside the calls.
 *
 * One is due when it would pass its share of the limit by the next look, going by its growth since the last.
 */
export class CpuWatch {
  readonly #options: CpuWatchOptions;
  readonly #looking = new Set<Upstream>();
  #limitMs: number | undefined;
  #timer: Timer | undefined;

  constructor(options: CpuWatchOptions) {
    this.#options = options;
  }

  /** @param limitMs CPU milliseconds; undefined: none, nothing is watched */
  limit(limitMs: number | undefined): void {
    this.stop();
    this.#limitMs = limitMs;
    this.wake();
  }

  /** There may be something to look at. */
  wake(): void {
    if (this.#limitMs === undefined || this.#timer) return;
    const interval = Math.min(
      Math.max(this.#limitMs / LOOKS_PER_LIMIT, SHORTEST_INTERVAL_MS),
      LONGEST_INTERVAL_MS,
    );
    this.#timer = this.#options.clock.setTimer(() => this.#look(), interval);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #look(): void {
    this.#timer = undefined;
    for (const upstream of this.#options.upstreams()) {
      this.wake();
      // A look that hangs must not pile up others behind it.
      if (!this.#looking.has(upstream)) void this.#measure(upstream);
    }
  }

  async #measure(upstream: Upstream): Promise<void> {
    this.#looking.add(upstream);
    try {
      const { cpuMs } = await upstream.client.usage();
      const expected = cpuMs + (cpuMs - upstream.cpuMs);
      upstream.cpuMs = cpuMs;
      if (
        this.#limitMs !== undefined &&
        upstream.serving &&
        expected >= this.#limitMs * this.#options.share
      ) {
        this.#options.due(upstream);
      }
    } catch {
      // The process has ended meanwhile; its 'exit' event says so to those concerned.
    } finally {
      this.#looking.delete(upstream);
    }
  }
}
