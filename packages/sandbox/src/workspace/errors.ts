/** Codes of {@link WorkspaceError}; they are API. The README says of each what to do. */
export type WorkspaceErrorCode =
  | 'GW_WORKSPACE_INVALID_REQUEST'
  | 'GW_WORKSPACE_IN_USE'
  | 'GW_WORKSPACE_EXISTS'
  | 'GW_WORKSPACE_LIMIT'
  | 'GW_WORKSPACE_STOPPED'
  | 'GW_WORKSPACE_DESTROYED'
  | 'GW_WORKSPACE_ENDED'
  | 'GW_WORKSPACE_UNAVAILABLE'
  | 'GW_WORKSPACE_PATH'
  | 'GW_WORKSPACE_FILE_NOT_FOUND'
  | 'GW_WORKSPACE_FILE_CONFLICT'
  | 'GW_WORKSPACE_FILE_TOO_LARGE'
  | 'GW_WORKSPACE_DISK_FULL';

/** Everything that workspaces throw, an aborted signal's own reason and the sandbox's errors apart. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
  readonly code: WorkspaceErrorCode;

  constructor(code: WorkspaceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
