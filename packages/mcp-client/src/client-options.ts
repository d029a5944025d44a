import type { EraMemory } from './eras/era-memory.ts';
import type { Authorization } from './http/authorization.ts';
import type { ConnectionLimits } from './json-rpc/connection-limits.ts';
import type { JsonObject } from './json-rpc/json-rpc-message.ts';
import type { RequestHandler } from './json-rpc/request-handler.ts';
import type { ListKind } from './lists/list-kind.ts';
import type { Logger } from './logger.ts';
import type { McpService } from './mcp-service.ts';
import type { ProcessExit, Spawner } from './spawner.ts';
import type { Tool } from './tool.ts';

/** Events of an `McpClient`. */
export interface McpClientEvents {
  /** The upstream has ended; emitted once, at once, whoever still holds a process's pipes. */
  exit: [exit: ProcessExit];
  /** The tools were listed anew after the server announced a change. */
  toolsChanged: [tools: readonly Tool[]];
  /** A list has changed; where it had been fetched, it has been fetched anew. */
  listChanged: [kind: ListKind];
  /** A resource that is subscribed to has changed: the parameters of `notifications/resources/updated`. */
  resourceUpdated: [params: JsonObject];
  /** Every notification of the server's, as it came; `delivered`: a call's own listener has had it. */
  notification: [method: string, params: JsonObject | undefined, delivered: boolean];
}

/** Settings of an `McpClient`. */
export interface McpClientOptions {
  readonly spawner: Spawner;
  /** Default: no log. */
  readonly logger?: Logger;
  /** What the server is told of us. Default: this package's name and version. */
  readonly clientInfo?: { readonly name: string; readonly version: string };
  readonly limits?: Partial<ConnectionLimits>;
  /** What we declare to the server: on `initialize`, or with each request. Default `{}`: nothing. */
  readonly capabilities?: JsonObject;
  /** Answers what the server asks outside of any call that has a handler. Default: refused with -32601. */
  readonly onRequest?: RequestHandler;
  /** Where the era is remembered. Default: in this client alone. */
  readonly eras?: EraMemory;
  /** Credentials of remote services that change, beside their `headers`. Default: none. */
  readonly authorization?: (service: McpService) => Authorization | undefined;
}
