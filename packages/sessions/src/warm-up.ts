import { Backoff } from './backoff.ts';
import type { ProviderContext } from './upstream-provider.ts';

/** Decides when a process may be started that nobody waits for. */
export class WarmUp {
  readonly #context: ProviderContext;
  readonly #retry: () => void;
  readonly #backoff: Backoff;
  #proven = false;
  #stopped = false;

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
    this.#backoff.reset();
  }

  stop(): void {
    this.#stopped = true;
    this.#backoff.reset();
  }

  get holdingOff(): boolean {
    return this.#stopped || this.#backoff.waiting;
  }

  /** Takes a slot for one start; `done` gives it back. */
  begin(): boolean {
    return !this.holdingOff && this.#settled && this.#context.slots.take(this.#retry);
  }

  readonly done = (): void => this.#context.slots.give();

  /** A source that is just learning the service offers that process: a second one beside it would be waste. */
  get #settled(): boolean {
    const { source, service } = this.#context;
    return this.#proven || !source.status || source.status(service).state === 'ready';
  }
}
