/** A value of a request that the gateway did not take. */
export interface FieldError {
  /** Where it is: a JSON pointer into the body, or the name of a parameter. */
  readonly pointer: string;
  readonly message: string;
}

/** What the gateway said beside the message. */
export interface GatewayErrorDetails {
  readonly code?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A request that did not do what it should: refused, failed, or not answered at all. */
export class GatewayError extends Error {
  /** The HTTP status; 0 where there was no answer. */
  readonly statusCode: number;
  /** The gateway's own code for it, `GW_…`. */
  readonly code: string | undefined;
  /** Of a 422: what is wrong, value by value. */
  readonly errors: readonly FieldError[];
  /** Of a 429 or 503: when to try again, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(statusCode: number, message: string, details: GatewayErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.statusCode = statusCode;
    this.code = details.code;
    this.errors = details.errors ?? [];
    this.retryAfter = details.retryAfter;
  }
}

/** 401: credentials are missing, wrong, expired or revoked. */
export class AuthError extends GatewayError {
  constructor(message = 'Unauthorized', details?: GatewayErrorDetails) {
    super(401, message, details);
  }
}

/** 403: the key's scopes, or the session's, do not allow it. */
export class ForbiddenError extends GatewayError {
  constructor(message = 'Forbidden', details?: GatewayErrorDetails) {
    super(403, message, details);
  }
}

/** 404: there is no such thing. */
export class NotFoundError extends GatewayError {
  constructor(message = 'Not found', details?: GatewayErrorDetails) {
    super(404, message, details);
  }
}

/** 409: it is not in a state for this, or its name is taken. */
export class ConflictError extends GatewayError {
  constructor(message = 'Conflict', details?: GatewayErrorDetails) {
    super(409, message, details);
  }
}

/** 422: values of the request are wrong; `errors` has each of them. */
export class ValidationError extends GatewayError {
  constructor(message = 'Validation error', details?: GatewayErrorDetails) {
    super(422, message, details);
  }
}

/** 429: more requests than the key or the gateway allows; `retryAfter` says when to go on. */
export class RateLimitError extends GatewayError {
  constructor(message = 'Rate limited', details?: GatewayErrorDetails) {
    super(429, message, details);
  }
}

const classes: Readonly<Record<number, new (message: string, details: GatewayErrorDetails) => GatewayError>> =
  {
    401: AuthError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: RateLimitError,
  };

/** The error that an answer stands for. */
export function errorFromResponse(status: number, text: string, retryAfter: string | null): GatewayError {
  const body = parseProblem(text);
  const details = {
    code: typeof body.code === 'string' ? body.code : undefined,
    errors: Array.isArray(body.errors) ? (body.errors as FieldError[]) : undefined,
    retryAfter: retryAfter === null || Number.isNaN(Number(retryAfter)) ? undefined : Number(retryAfter),
  };
  const message = messageOf(body) || text || `The gateway answered ${status}`;
  const Class = classes[status];
  return Class ? new Class(message, details) : new GatewayError(status, message, details);
}

function parseProblem(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Problem details have `detail`; other answers of a gateway, or of what stands before it, `error`. */
function messageOf({ detail, error }: Record<string, unknown>): string | undefined {
  const told = detail ?? error;
  if (typeof told === 'string') return told;
  const { message } = (told ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : undefined;
}
