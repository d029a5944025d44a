import type { JsonRpcConnection } from '../json-rpc/json-rpc-connection.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';

/** How an upstream is spoken to first. */
export interface OpeningOptions {
  readonly connection: JsonRpcConnection;
  /** Name of the service, for errors. */
  readonly service: string;
  readonly clientInfo: JsonObject;
  /** What we declare. */
  readonly capabilities: JsonObject;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
