import { Backoff } from './backoff.ts';
import type { Timer } from './clock.ts';
import type { ProviderContext } from './upstream-provider.ts';

/** How often a source is asked that is still learning the service. */
const RECHECK_MS = 1_000;

/** Decides when a process may be started that nobody waits for. */
export class WarmUp {
  readonly #context: ProviderContext;
  readonly #retry: () => void;
  readonly #backoff: Backoff;
  #proven = false;
  #stopped = false;
  #recheck: Timer | undefined;

  /** @param retry called when a start that was not permitted may be by now */
  constructor(context: ProviderContext, retry: () => void) {
    this.#context = context;
    this.#retry = retry;
    this.#backoff = new Backoff(context.clock, retry);
  }

  /** The service has shown that it starts. */
  proven(): void {
    this.#proven = true;
  }

  /** A start failed, or its process died soon. */
  failed(): void {
    this.#backoff.failed();
  }

  /** The service's definition is another: what is known of it no longer counts. */
  renew(): void {
    this.#proven = false;
    this.#reset();
  }

  stop(): void {
    this.#stopped = true;
    this.#reset();
  }

  get holdingOff(): boolean {
    return this.#stopped || this.#backoff.waiting;
  }

  /** Takes a slot for one start; `done` gives it back. */
  begin(): boolean {
    if (this.holdingOff) return false;
    if (this.#settled) return this.#context.slots.take(this.#retry);
    this.#recheck ??= this.#context.clock.setTimer(() => {
      this.#recheck = undefined;
      this.#retry();
    }, RECHECK_MS);
    return false;
  }

  readonly done = (): void => this.#context.slots.give();

  /** A source that is just learning the service offers that process: a second one beside it would be waste. */
  get #settled(): boolean {
    const { source, service } = this.#context;
    if (this.#proven || !source.status) return true;
    try {
      return source.status(service).state === 'ready';
    } catch {
      // The source doesn't know the service: a spare of it would not start either.
      return false;
    }
  }

  #reset(): void {
    this.#backoff.reset();
    this.#recheck?.cancel();
    this.#recheck = undefined;
  }
}
