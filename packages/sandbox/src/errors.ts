/** Codes of {@link SandboxError}; they are API. The README says of each what to do. */
export type SandboxErrorCode =
  | 'GW_SANDBOX_INVALID_REQUEST'
  | 'GW_SANDBOX_COMMAND_NOT_FOUND'
  | 'GW_SANDBOX_WORKING_DIR'
  | 'GW_SANDBOX_UNAVAILABLE'
  | 'GW_SANDBOX_PACKAGES_FAILED'
  | 'GW_SANDBOX_START_FAILED'
  | 'GW_SANDBOX_STOPPED';

/** Everything that this package throws, an aborted signal's own reason apart. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
