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
  /** Several tools have this name; `details.candidates` are their qualified names. */
  GW_TOOL_AMBIGUOUS: 409,
  /** What was given isn't right; `errors` say where. */
  GW_INVALID: 422,
  /** `security.allow_stdio_servers` keeps callers of the API from naming commands. */
  GW_COMMANDS_NOT_ALLOWED: 403,
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
