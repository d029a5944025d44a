/** Something to look at now and then while it runs. */
export interface Supervised {
  inspect(): void | Promise<void>;
}

const slices = 10;
const tickMs = 100;

/**
 * Looks at every running server once a second, a tenth of them at a time, so that hundreds never make a call wait.
 * One timer for all, running only while there is something to look at, and never keeping the gateway alive.
 */
export class Supervisor {
  readonly #watched = new Map<Supervised, number>();
  #timer: NodeJS.Timeout | undefined;
  #tick = 0;
  #next = 0;

  add(supervised: Supervised): void {
    this.#watched.set(supervised, this.#next++ % slices);
    this.#timer ??= setInterval(() => this.#look(), tickMs).unref();
  }

  delete(supervised: Supervised): void {
    this.#watched.delete(supervised);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const slice = this.#tick++ % slices;
    for (const [supervised, of] of this.#watched) if (of === slice) void supervised.inspect();
  }
}
