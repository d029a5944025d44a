/** The longest delay that timers take. */
const maxTimerMs = 2_147_483_647;

/** A call's limit that stands still while its client is asked something: people take their time. */
export class CallTime {
  readonly #expiry = new AbortController();
  readonly #limitMs: number;
  #timer: NodeJS.Timeout | undefined;
  #pauses = 0;

  constructor(limitMs: number) {
    this.#limitMs = Math.min(limitMs, maxTimerMs);
    this.#start();
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#expiry.signal;
  }

  get over(): boolean {
    return this.#expiry.signal.aborted;
  }

  /** A question is on its way; after the last one that is answered the whole time begins again. */
  pause(): void {
    this.#pauses += 1;
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.#pauses -= 1;
    if (this.#pauses === 0 && !this.over) this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#pauses = Number.POSITIVE_INFINITY;
  }

  #start(): void {
    this.#timer = setTimeout(() => this.#expiry.abort(), this.#limitMs);
  }
}
