/**
 * The seam between what speaks to MCP clients (`edge`) and what knows servers (`hub`). The edge knows transports,
 * sessions and the dress of each era's messages; the hub knows which server is meant, and what the eras mean.
 */
import type { Era, JsonObject, RequestHandler } from '@gw/mcp-client';

export type { Era, JsonObject, JsonRpcReply, RequestHandler } from '@gw/mcp-client';

/** What a client has before it. */
export type Scope = Place & {
  /** The platform session that narrows it, by its id. */
  readonly session?: string;
};

type Place =
  /** All servers, with names `server__tool`. */
  | { readonly kind: 'gateway' }
  /** One server, with names as it gives them. */
  | { readonly kind: 'server'; readonly name: string }
  /** What a bundle holds, by its id, with names as the bundle has them. */
  | { readonly kind: 'bundle'; readonly id: string };

/** The same text for the same scope, and for no other. */
export const scopeKey = (scope: Scope): string => `${scope.session ?? ''}\n${placeKey(scope)}`;

/** Likewise of where clients are, whatever session they have. */
export function placeKey(scope: Scope): string {
  if (scope.kind === 'gateway') return scope.kind;
  return `${scope.kind}\n${scope.kind === 'server' ? scope.name : scope.id}`;
}

/** One MCP client as the edge knows it. */
export interface Caller {
  /** Who is calling; what is sealed for one can't be used by another. */
  readonly principal: string;
  /**
   * Key of the state that servers keep for it (`@gw/sessions`): unique per client session (2025), or principal and
   * digest of the capabilities (2026). All callers with one id have the same capabilities.
   */
  readonly sessionId: string;
  readonly era: Era;
  readonly protocolVersion: string;
  /** What the client declared: it is asked for nothing else. */
  readonly capabilities: JsonObject;
  readonly clientInfo?: JsonObject;
  /** Where it calls from, for the security log. */
  readonly address?: string;
}

/** One request's way back to its client. */
export interface Exchange {
  readonly caller: Caller;
  /** Aborted when the client has cancelled the request or is gone: the server is told. */
  readonly signal: AbortSignal;
  /** Sends a notification on this request's stream; progress tokens in it are the client's own. */
  notify(method: string, params: JsonObject | undefined): void;
  /** Asks the client on this request's stream. 2025 only. */
  readonly ask?: RequestHandler;
}

/** Where things go that belong to no request; one per 2025 session, or per 2026 `subscriptions/listen` stream. */
export interface Listener {
  readonly caller: Caller;
  notify(method: string, params: JsonObject | undefined): void;
  /** Asks the client, as a 2025 server may at any time. 2025 only. */
  readonly ask?: RequestHandler;
}

/** A listener's place. */
export interface Attachment {
  /** Idempotent. */
  detach(): void;
}

/**
 * Where a result that is sent often keeps its JSON, made once: write `result[readyText] ?? JSON.stringify(result)`.
 * Such a result has the dress of the caller's era already, and is shared: it must not be changed.
 */
export const readyText: unique symbol = Symbol('ready text');

/** A request's result, as it goes to the client. */
export interface HubResult extends JsonObject {
  readonly [readyText]?: string;
}

/** What a scope is to a caller: what `initialize` and `server/discover` tell. */
export interface Description {
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions?: string;
}

/** A 2026 client's subscriptions. */
export interface Subscriptions {
  /** The part of the filter that is honoured. */
  readonly acknowledged: JsonObject;
  /** Idempotent. */
  close(): void;
}

/** Finds the server that a request is for, and carries it there and back, whatever era either side is of. */
export interface Hub {
  /** Whether the scope exists: an edge answers 404 otherwise. */
  has(scope: Scope): boolean;

  /**
   * Waits for a single server to be learned (up to its start limit), never for the gateway's.
   *
   * @throws McpError a single server could not be started
   */
  describe(scope: Scope, caller: Caller): Promise<Description>;

  /**
   * Carries out any request but `initialize`, `server/discover` and `subscriptions/listen`. The result is as the
   * server gave it; the dress of the caller's era (`resultType: 'complete'`, `ttlMs`, `cacheScope`) is the edge's,
   * where it is missing. To a 2026 caller it may be `input_required`.
   *
   * @throws McpError everything that goes wrong
   */
  request(
    scope: Scope,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult>;

  /**
   * A tool as this scope lists it, from memory, so that the headers of a 2026 call can be checked against its
   * `x-mcp-header` annotations; `undefined` where it isn't known.
   */
  tool(scope: Scope, name: string): JsonObject | undefined;

  /** Takes a client's notification that belongs to no request, such as `notifications/roots/list_changed`. */
  notification(scope: Scope, caller: Caller, method: string, params: JsonObject | undefined): void;

  /** Sends a 2025 session what belongs to no request: changed lists and resources, log messages, servers' requests. */
  attach(scope: Scope, listener: Listener): Attachment;

  /**
   * Subscribes a 2026 client. Notifications go to the listener as a server would send them; the subscription id in
   * their `_meta` is the edge's.
   *
   * @param filter `notifications` of the request's params
   */
  listen(scope: Scope, filter: JsonObject, listener: Listener): Promise<Subscriptions>;

  /** Ends a client's session with everything that servers keep for it. */
  closeSession(caller: Caller): Promise<void>;
}

/** A JSON-RPC error for a client. */
export class McpError extends Error {
  override readonly name = 'McpError';
  readonly code: number;
  readonly data: unknown;
  /** The status of an HTTP answer that holds nothing else; default: the edge's rule for the code. */
  readonly httpStatus: number | undefined;

  constructor(
    code: number,
    message: string,
    options: { readonly data?: unknown; readonly httpStatus?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data;
    this.httpStatus = options.httpStatus;
  }
}
