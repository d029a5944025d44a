/** Things that were started, in the order of starting; stopped in reverse. */
export class Lifetimes implements AsyncDisposable {
  readonly #started: { readonly name: string; stop(): unknown }[] = [];
  #stopping: Promise<void> | undefined;

  /** Registers how a part that has just started is stopped. */
  add(name: string, stop: () => unknown): void {
    this.#started.push({ name, stop });
  }

  /**
   * Stops all parts, last started first. One that fails doesn't keep the others running.
   *
   * @throws AggregateError with what failed, when all are stopped
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const { name, stop } of this.#started.reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push(new Error(`${name} could not be stopped`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The gateway did not stop cleanly');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
