/** What is wrong with one value that was given. */
export interface InvalidValue {
  /** Where, as a JSON pointer into what was given: `/config/command`. */
  readonly pointer: string;
  readonly message: string;
}

/** Each with the HTTP status that it stands for. */
const statuses = {
  /** There is no server with this id or name. */
  GW_SERVER_NOT_FOUND: 404,
  /** There is no such tool, or it is hidden. */
  GW_TOOL_NOT_FOUND: 404,
  /** Another server has this name. */
  GW_SERVER_NAME_TAKEN: 409,
  /** The config file says what this server is: it is changed there. */
  GW_SERVER_FROM_CONFIG: 409,
  /** Somebody has stopped the server: it is to be started first. */
  GW_SERVER_STOPPED: 409,
  /** Tools are declared on servers of type `local` only. */
  GW_SERVER_NOT_LOCAL: 409,
  /** Another tool of the server has this name. */
  GW_TOOL_NAME_TAKEN: 409,
  /** The server has no such credential. */
  GW_CREDENTIAL_NOT_FOUND: 404,
  /** Another credential of the server has this name. */
  GW_CREDENTIAL_NAME_TAKEN: 409,
  /** The server asks for credentials (`credential_requirements`) that nobody has given; `errors` name them. */
  GW_CREDENTIALS_MISSING: 422,
  /** There is no such connection, or it is another's. */
  GW_CONNECTION_NOT_FOUND: 404,
  /** The connection has no token that could be refreshed. */
  GW_CONNECTION_NOT_REFRESHABLE: 409,
  /** Its authorization server gave no token; the connection is to be authorised again. */
  GW_CONNECTION_NOT_REFRESHED: 502,
  /** The server has no OAuth configuration. */
  GW_OAUTH_NOT_CONFIGURED: 404,
  /** The server's authorization server can't be found or used. */
  GW_OAUTH_FAILED: 502,
  /** What came back from an authorization server belongs to no log-in that is under way. */
  GW_OAUTH_STATE: 400,
  /** Somebody was not allowed in, or refused. */
  GW_OAUTH_REFUSED: 403,
  /** There is no bundle with this id, or for this agent. */
  GW_BUNDLE_NOT_FOUND: 404,
  /** Another bundle is for this agent. */
  GW_AGENT_TAKEN: 409,
  /** Several tools have this name; `details.candidates` are their qualified names. */
  GW_TOOL_AMBIGUOUS: 409,
  /** What was given isn't right; `errors` say where. */
  GW_INVALID: 422,
  /** `security.allow_stdio_servers` keeps callers of the API from naming commands. */
  GW_COMMANDS_NOT_ALLOWED: 403,
  /** There is no catalog of this name; the message lists those that there are. */
  GW_REGISTRY_UNKNOWN: 404,
  /** The catalog has nothing of this name, or not in this version. */
  GW_PACKAGE_NOT_FOUND: 404,
  /** The package is there, but no server can be started from it. */
  GW_PACKAGE_UNUSABLE: 422,
  /** A program is needed that this host doesn't have; the message names it. */
  GW_CLIENT_MISSING: 422,
  /** What was under way was cancelled, or its server was deleted. */
  GW_OPERATION_CANCELLED: 409,
  /** The catalog can't be reached, or didn't answer in time. */
  GW_REGISTRY_FAILED: 502,
  /** The package could not be installed; the message ends with what the package client said last. */
  GW_INSTALL_FAILED: 502,
  /** Only the owner may give a server more than the default sandbox does. */
  GW_SANDBOX_LOOSENED: 403,
} as const;

export type CatalogErrorCode = keyof typeof statuses;

/** Everything that a catalog refuses. Messages are made to be shown, and hold nothing secret. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly code: CatalogErrorCode;
  /** The HTTP status that the code stands for. */
  readonly status: number;
  /** Of `GW_INVALID`. */
  readonly errors: readonly InvalidValue[] | undefined;
  /** Of `GW_TOOL_AMBIGUOUS`: qualified names. */
  readonly details: { readonly candidates: readonly string[] } | undefined;

  constructor(
    code: CatalogErrorCode,
    message: string,
    more: { readonly errors?: readonly InvalidValue[]; readonly candidates?: readonly string[] } = {},
  ) {
    super(message);
    this.code = code;
    this.status = statuses[code];
    this.errors = more.errors;
    this.details = more.candidates && { candidates: more.candidates };
  }
}

/** `GW_INVALID` about one value. */
export const invalid = (pointer: string, message: string): CatalogError =>
  new CatalogError('GW_INVALID', `${pointer.slice(1).replaceAll('/', '.')} ${message}`, {
    errors: [{ pointer, message }],
  });
