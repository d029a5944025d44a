import type { Logger } from '@gw/mcp-client';

/** Work that nobody waits for on a call's way: it is remembered until it ends, and its failures are logged. */
export class Background {
  readonly #tasks = new Set<Promise<void>>();
  readonly #logger: Logger | undefined;

  constructor(logger: Logger | undefined) {
    this.#logger = logger;
  }

  /** @param failure what to say in the log when `task` rejects */
  add(task: Promise<unknown>, failure: string, fields: object = {}): void {
    const watched = task
      .then(
        () => {},
        error => this.#logger?.error({ ...fields, err: error }, failure),
      )
      .finally(() => this.#tasks.delete(watched));
    this.#tasks.add(watched);
  }

  /** Resolves once nothing is under way, what was added meanwhile included. */
  async settled(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }
}
