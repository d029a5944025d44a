import type { Upstream } from './upstream.ts';

/** Upstreams that get no new calls, but may have some to finish or a process to be rid of. */
export class LeavingUpstreams {
  #upstreams: Upstream[] = [];

  add(upstream: Upstream): void {
    this.#upstreams = this.#upstreams.filter(({ gone }) => !gone);
    this.#upstreams.push(upstream);
  }

  /** Cuts the calls that are left. */
  stop(): Promise<void>[] {
    return this.#upstreams.map(upstream => upstream.stop());
  }
}
