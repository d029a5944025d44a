import type { Logger } from '../logger.ts';

export interface Refusal {
  /** The name or address that was asked for. */
  readonly target: string;
  readonly port?: number;
  readonly reason: string;
}

const windowMs = 60_000;
const mostLines = 20;
/** As long as a name can be. */
const longestTarget = 253;

/** Logs what was refused as security events: each target once a minute, twenty in all. */
export class Refusals {
  readonly #service: string;
  readonly #logger: Logger;
  readonly #logged = new Set<string>();
  #since = 0;
  #suppressed = 0;

  constructor(service: string, logger: Logger) {
    this.#service = service;
    this.#logger = logger;
  }

  add({ target, port, reason }: Refusal): void {
    if (performance.now() - this.#since > windowMs) this.#begin();
    const key = `${target} ${port ?? ''} ${reason}`;
    if (this.#logged.has(key) || this.#logged.size >= mostLines) {
      this.#suppressed++;
      return;
    }
    this.#logged.add(key);
    const fields = { target: target.slice(0, longestTarget), ...(port !== undefined && { port }), reason };
    this.#logger.warn(
      { event: 'egress_refused', service: this.#service, ...fields },
      'a server was kept from reaching what its network.allow does not name',
    );
  }

  /** Tells how many were not logged, if any. */
  flush(): void {
    if (this.#suppressed === 0) return;
    this.#logger.warn(
      { event: 'egress_refused', service: this.#service, more: this.#suppressed },
      'more of what a server was kept from reaching',
    );
    this.#suppressed = 0;
  }

  #begin(): void {
    this.flush();
    this.#logged.clear();
    this.#since = performance.now();
  }
}
