/** Time between two listings, so that a server that always announces changes isn't always listed. */
const PAUSE_MS = 200;

/** Lists anew when a server's list has changed: one listing at a time, however many announcements. */
export class Relisting {
  readonly #list: () => Promise<void>;
  #running = false;
  #again = false;
  #pause: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param list one listing; it reports its own failures and never rejects. */
  constructor(list: () => Promise<void>) {
    this.#list = list;
  }

  /** A listing will begin after this call: at once, or after the one that runs now. */
  request(): void {
    if (this.#stopped) return;
    if (this.#running || this.#pause) this.#again = true;
    else void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#pause);
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#again = false;
    await this.#list();
    this.#running = false;
    if (this.#stopped) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#again) void this.#run();
    }, PAUSE_MS);
    this.#pause.unref();
  }
}
