/** A failure that swaig-test tells in one line, with the exit code that goes with it. */
export class SwaigTestError extends Error {
  override readonly name = 'SwaigTestError';
  /** 1: it did not work; 2: it was asked for wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
