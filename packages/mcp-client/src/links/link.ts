import type { UpstreamError, UpstreamErrorDetails } from '../errors.ts';
import type { Authorization } from '../http/authorization.ts';
import type { ConnectionLimits } from '../json-rpc/connection-limits.ts';
import type { JsonRpcConnection, JsonRpcConnectionOptions } from '../json-rpc/json-rpc-connection.ts';
import type { LogLimiter } from '../json-rpc/log-limiter.ts';
import type { Logger } from '../logger.ts';
import type { ProcessExit, ProcessUsage } from '../spawner.ts';

export interface LinkOptions
  extends Pick<JsonRpcConnectionOptions, 'onRequest' | 'onNotification' | 'onSessionLost'> {
  /** Name of the service. */
  readonly service: string;
  readonly logger: Logger;
  /** For what a misbehaving server makes us say. */
  readonly log: LogLimiter;
  readonly limits: ConnectionLimits;
  /** Of a remote upstream. */
  readonly authorization?: Authorization | undefined;
  /** It has ended, from either side; answers left in a pipe may still follow. */
  readonly onExit: (exit: ProcessExit) => void;
}

/** An upstream and the conversation with it, from its beginning to its end. */
export interface UpstreamLink {
  readonly connection: JsonRpcConnection;
  /** Of a process only. */
  readonly pid: number | undefined;
  /** How it ended, once it has. */
  readonly exit: ProcessExit | undefined;
  /** Nothing has ended it yet, from either side. */
  readonly open: boolean;
  /** The last lines that a process wrote to stderr. */
  readonly stderr: readonly string[];
  readonly details: UpstreamErrorDetails;
  /** What a process and all below it use now; nothing once it is gone, or where there is none. */
  usage(): Promise<ProcessUsage>;
  /** Ends it; idempotent; resolves when nothing is left. */
  end(): Promise<void>;
  /**
   * Why nothing can be asked any more.
   *
   * @param sent the request had been written: the server may have carried it out.
   */
  gone(sent: boolean): UpstreamError;
}
