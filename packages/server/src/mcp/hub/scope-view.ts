import type { ListDefinition } from '@gw/mcp-client';
import {
  type Caller,
  type Description,
  type Exchange,
  type HubResult,
  type JsonObject,
  McpError,
} from '../hub.ts';
import type { Target } from './upstream-request.ts';

/** One scope as clients see it: what is in it, and which server each request is for. */
export interface ScopeView {
  describe(caller: Caller): Promise<Description>;

  /** @throws McpError */
  list(list: ListDefinition, params: JsonObject | undefined, exchange: Exchange): Promise<HubResult>;

  /**
   * The server that a request is for, or several that are to be asked in turn for a resource.
   *
   * @throws McpError -32601 and -32602 when there is none
   */
  route(
    method: string,
    params: JsonObject | undefined,
    caller: Caller,
  ): Promise<readonly [Target, ...Target[]]>;

  /**
   * Answers a request about what the gateway adds to servers; undefined where it is about something else.
   *
   * @throws McpError
   */
  added(method: string, params: JsonObject | undefined, exchange: Exchange): Promise<HubResult | undefined>;

  /** Whether the gateway adds a resource. */
  hasAdded(uri: string): boolean;

  /** A tool as the scope lists it. */
  tool(name: string): JsonObject | undefined;

  /** Whether a log level may be set. */
  logs(caller: Caller): Promise<boolean>;
}

export const unknownTool = (name: string): McpError =>
  new McpError(-32602, `Unknown tool: ${name.slice(0, 200)}`);

export const methodNotFound = (method: string): string => `Method not found: ${method.slice(0, 100)}`;
