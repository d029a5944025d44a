/** One promise of the gateway: what holds, and which document says so. */
export interface Requirement {
  /** `area:topic:detail`, cited by tests through `verifies(id)`. */
  readonly id: string;
  readonly sentence: string;
  /** The contract, the issue or the page of `docs/` that makes the promise. */
  readonly source: string;
  /** Set while the promise is known not to hold: why. Its tests run as `test.fails`. */
  readonly knownGap?: string;
}
