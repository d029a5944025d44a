import { STATUS_CODES } from 'node:http';
import type { Logger } from '@gw/mcp-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalByFastify } from '../error-answers.ts';
import { RequestError, retryAfter } from '../errors.ts';
import { workspaceStatuses } from './sandboxes/sandbox-problems.ts';

/** One wrong value of a request. */
export interface FieldError {
  /** Where it is: a JSON pointer into the body, or `/` and the name of a parameter. */
  readonly pointer: string;
  /** What it must be. */
  readonly message: string;
}

/** What a {@link PlatformError} may say beside its sentence. */
export interface ProblemDetails {
  /** What is wrong with which value, on 422. */
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer, such as the candidates of an ambiguous name. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal of the platform API; the caller gets `message` as the problem's `detail`. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  /** `GW_…`; part of the API. */
  readonly code: string;
  readonly status: number;
  readonly details: ProblemDetails;

  constructor(code: string, status: number, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** A 404 for a thing of a kind: `notFound('session', id)`. */
export const notFound = (kind: string, id: string) =>
  new PlatformError('GW_NOT_FOUND', 404, `There is no ${kind} ${id}`);

/** A 422 for one value. */
export const invalidField = (pointer: string, message: string) =>
  new PlatformError('GW_INVALID', 422, `${pointer.slice(1)} ${message}`, { errors: [{ pointer, message }] });

/** Errors as problem details. Source: RFC 9457. */
export function sendProblem(
  reply: FastifyReply,
  { code, status, message, details }: Pick<PlatformError, 'code' | 'status' | 'message' | 'details'>,
): FastifyReply {
  const { errors, headers = {}, members = {} } = details;
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail: message, code };
  // As text: the type of the body is not the one that Fastify would write JSON for.
  return reply
    .code(status)
    .headers(headers)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, ...(errors ? { errors } : {}), ...members }));
}

/**
 * The one place where errors of the platform API become answers. What nobody foresaw is logged with its cause and
 * shown as `Internal server error`.
 */
export function problemAnswers(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = asPlatformError(error);
    if (known) {
      // What is left of a body is read and thrown away, so that the client gets to read the answer.
      if (known.status === 413 || known.status === 415) reply.removeHeader('connection');
      return sendProblem(reply, known);
    }
    logger.error(
      { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error },
      'Request failed unexpectedly',
    );
    return sendProblem(reply, new PlatformError('GW_INTERNAL', 500, 'Internal server error'));
  };
}

function asPlatformError(error: unknown): PlatformError | undefined {
  if (error instanceof PlatformError) return error;
  const refusal = error instanceof RequestError ? error : refusalByFastify(error);
  if (refusal) {
    const { code, statusCode, message, headers } = refusal;
    return new PlatformError(code, statusCode, message, { headers });
  }
  return ofStore(error) ?? ofWorkspace(error) ?? ofSibling(error);
}

const storeStatuses: Readonly<Record<string, number>> = {
  GW_STORE_CONFLICT: 409,
  GW_STORE_STALE: 409,
  GW_STORE_REFERENCE: 422,
  GW_STORE_VALUE: 422,
};

/** What the database says of a request; what is wrong with the database itself is not told to callers. */
function ofStore(error: unknown): PlatformError | undefined {
  const { code, message, retryable } = error as { code?: unknown; message?: string; retryable?: unknown };
  if (typeof code !== 'string' || !code.startsWith('GW_STORE_')) return undefined;
  const status = storeStatuses[code];
  if (status !== undefined) return new PlatformError(code, status, `${message}`, { cause: error });
  if (retryable !== true && code !== 'GW_STORE_CLOSED') return undefined;
  const headers = retryAfter(1_000);
  return new PlatformError(code, 503, 'The database can not be used now; try again later', {
    headers,
    cause: error,
  });
}

/** What workspaces say, which know nothing of HTTP. */
function ofWorkspace(error: unknown): PlatformError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message } = error as Error & { code?: unknown };
  const status = typeof code === 'string' ? workspaceStatuses[code] : undefined;
  if (status === undefined) return undefined;
  const headers = status === 429 || status === 503 ? retryAfter(1_000) : {};
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return new PlatformError(`${code}`, status, sentence, { headers, cause: error });
}

/** Errors of the packages behind the API, which say by `status` how they are to be answered. */
function ofSibling(error: unknown): PlatformError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, status, message, errors, details } = error as Error & {
    code?: unknown;
    status?: unknown;
    errors?: readonly FieldError[];
    details?: Readonly<Record<string, unknown>>;
  };
  if (typeof code !== 'string' || !code.startsWith('GW_') || typeof status !== 'number') return undefined;
  return new PlatformError(code, status, message, {
    ...(errors ? { errors } : {}),
    ...(details ? { members: details } : {}),
    cause: error,
  });
}
