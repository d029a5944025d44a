import type { ProcessExit } from './spawner.ts';

/** Codes of {@link UpstreamError}; part of the API. */
export type UpstreamErrorCode =
  /** No enabled service of that name is configured. */
  | 'GW_UNKNOWN_SERVICE'
  /** The process could not be started, or ended, stayed silent or misspoke before it was ready. */
  | 'GW_UPSTREAM_START_FAILED'
  /** The process is gone (or was stopped, or closed its pipes) before it answered. */
  | 'GW_UPSTREAM_EXITED'
  /** No answer within the call's limit. */
  | 'GW_UPSTREAM_TIMEOUT'
  /** The caller's signal aborted, or the client or manager was stopped meanwhile. */
  | 'GW_UPSTREAM_CANCELLED'
  /** The server answered with a JSON-RPC error. */
  | 'GW_UPSTREAM_RPC_ERROR'
  /** Too many calls wait, or the server doesn't read what is sent to it. */
  | 'GW_UPSTREAM_BUSY'
  /** The server's answer breaks the protocol or a bound (too long, too deep, no result). */
  | 'GW_UPSTREAM_PROTOCOL'
  /** A remote server can't be reached, or the connection was cut before it answered. */
  | 'GW_UPSTREAM_UNREACHABLE'
  /** A remote server answered with an HTTP status that is no answer: {@link UpstreamHttpError}. */
  | 'GW_UPSTREAM_HTTP'
  /** A remote server's address is private, and no setting allows it. */
  | 'GW_UPSTREAM_ADDRESS_REFUSED';

/** For logs and operators; never for a remote caller. */
export interface UpstreamErrorDetails {
  /** How the process ended, where it did. */
  readonly exit?: ProcessExit;
  /** The last lines that the process wrote to stderr. */
  readonly stderr?: readonly string[];
}

/** What {@link UpstreamError} takes beside its code, service and message. */
export interface UpstreamErrorOptions extends ErrorOptions {
  retryable?: boolean;
  details?: UpstreamErrorDetails;
}

/**
 * A service failed its caller. The message names the service and what happened, and holds nothing of
 * the command, its arguments, environment or stderr: it may be shown to remote callers.
 */
export class UpstreamError extends Error {
  override readonly name: string = 'UpstreamError';
  readonly code: UpstreamErrorCode;
  /** Name of the service. */
  readonly service: string;
  /** `true` only when the server has certainly not carried the request out: repeating it is safe. */
  readonly retryable: boolean;
  readonly #details: UpstreamErrorDetails;

  constructor(code: UpstreamErrorCode, service: string, message: string, options: UpstreamErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.service = service;
    this.retryable = options.retryable ?? false;
    this.#details = options.details ?? {};
  }

  /** Not an own property, lest every log line of an error repeats 200 lines of stderr. */
  get details(): UpstreamErrorDetails {
    return this.#details;
  }
}

/** A JSON-RPC error as the server sent it. `code` is `GW_UPSTREAM_RPC_ERROR`. */
export class UpstreamRpcError extends UpstreamError {
  override readonly name = 'UpstreamRpcError';
  readonly rpcCode: number;
  readonly rpcMessage: string;
  readonly rpcData: unknown;

  constructor(service: string, rpc: { code: number; message: string; data?: unknown }) {
    super(
      'GW_UPSTREAM_RPC_ERROR',
      service,
      `Service ${service} answered with error ${rpc.code}: ${rpc.message}`,
    );
    this.rpcCode = rpc.code;
    this.rpcMessage = rpc.message;
    this.rpcData = rpc.data;
  }
}

/** A remote server refused an HTTP request as such. `code` is `GW_UPSTREAM_HTTP`. */
export class UpstreamHttpError extends UpstreamError {
  override readonly name = 'UpstreamHttpError';
  readonly status: number;

  constructor(service: string, status: number, message: string, options?: UpstreamErrorOptions) {
    super('GW_UPSTREAM_HTTP', service, message, options);
    this.status = status;
  }
}
