/** Codes of {@link RequestError} and {@link ServerOptionsError}; part of the API. */
export type ServerErrorCode =
  /** 400: the request, its body or one of its parameters is not what the route takes. */
  | 'GW_INVALID_REQUEST'
  /** 400: the `Host` is not one of `security.allowed_hosts`. */
  | 'GW_HOST_NOT_ALLOWED'
  /** 404 on a call, 400 on a listing: no enabled service of that name. */
  | 'GW_UNKNOWN_SERVICE'
  /** 404: the service has no tool of that name. */
  | 'GW_UNKNOWN_TOOL'
  /** 404: there is no session of that id. */
  | 'GW_UNKNOWN_SESSION'
  /** 409: the session was closed while a call of it was under way. */
  | 'GW_SESSION_CLOSED'
  /** 404: there is no such path. */
  | 'GW_UNKNOWN_ROUTE'
  /** 405: the path exists, with other methods. */
  | 'GW_METHOD_NOT_ALLOWED'
  /** 413: the body is larger than 10 MB. */
  | 'GW_BODY_TOO_LARGE'
  /** 415: the body is not declared as JSON. */
  | 'GW_UNSUPPORTED_MEDIA_TYPE'
  /** 422: the idempotency key was used for another request. */
  | 'GW_IDEMPOTENCY_CONFLICT'
  /** 429: one of the `rate_limiting` settings is exceeded. */
  | 'GW_RATE_LIMITED'
  /** 503: the issuer of access tokens can't be asked for its keys. */
  | 'GW_TOKENS_UNCHECKED'
  /** 403: the API key has not the scope that the request needs. */
  | 'GW_FORBIDDEN'
  /** 503: what the platform API keeps is not open yet, or its database can't be used. */
  | 'GW_PLATFORM_UNAVAILABLE'
  /** 500: a service could not list its tools. */
  | 'GW_SERVICE_FAILED'
  /** Thrown by `buildApp`: a rate limit's text, or the storage's URI, can't be understood. */
  | 'GW_RATE_LIMIT_SETTING';

/** A refusal that the caller is told: `message` is the `{error}` of the answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ServerErrorCode;
  readonly statusCode: number;
  /** Answer headers that belong to this refusal, such as `allow` and `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ServerErrorCode,
    statusCode: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

/** A setting that only the server can judge is wrong; thrown by `buildApp`, before anything is answered. */
export class ServerOptionsError extends Error {
  override readonly name = 'ServerOptionsError';
  readonly code = 'GW_RATE_LIMIT_SETTING';
}

/** A 400 with one of the contract's texts. */
export const invalidRequest = (message: string) => new RequestError('GW_INVALID_REQUEST', 400, message);

/** The header that tells a client when to come back: whole seconds, never less than one. */
export const retryAfter = (milliseconds: number) => ({
  'retry-after': String(Math.max(1, Math.ceil(milliseconds / 1000))),
});
