import { type Caller, type Description, type JsonObject, placeKey, type Scope } from '../../hub.ts';
import type { EdgeParts, McpOutcome } from '../edge-parts.ts';
import { asObject, type NotificationMessage, type RequestMessage } from '../message.ts';
import { errorText, resultText } from '../message-text.ts';
import { modernVersions } from '../protocol-versions.ts';
import type { Reply } from '../reply.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { asMcpError, type RpcFailure, refusal } from '../rpc-failure.ts';
import type { Sender } from '../sender.ts';
import { ModernCallers } from './modern-callers.ts';
import { modernResult } from './modern-dress.ts';
import { ModernExchange } from './modern-exchange.ts';
import { type RequestMeta, readRequestMeta } from './request-meta.ts';
import { Subscription } from './subscription.ts';

/** What earlier versions had, and this era has not. */
const removed: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
]);

/** Statuses of HTTP answers to requests that a server has refused; any other error is an answer like any other. */
const refusedStatuses: ReadonlyMap<number, number> = new Map([
  [rpcCodes.methodNotFound, 404],
  [rpcCodes.missingCapability, 400],
]);

/** Serves the 2026 era, each request by itself, over whatever transport. */
export class ModernDispatcher {
  readonly #parts: EdgeParts;
  readonly #callers = new ModernCallers();
  readonly #subscriptions = new Map<Subscription, { readonly scope: Scope; readonly close: () => void }>();
  /** Who servers are, by scope, as they told it last. */
  readonly #serverInfos = new Map<string, JsonObject>();

  constructor(parts: EdgeParts) {
    this.#parts = parts;
  }

  /** Answers a request; `meta` is what {@link readRequestMeta} has read of it. */
  request(scope: Scope, sender: Sender, request: RequestMessage, meta: RequestMeta, reply: Reply): void {
    const caller = this.#callers.of(scope, sender, meta);
    this.#result(scope, caller, request, meta, reply).then(
      result => {
        if (result === undefined) return;
        reply.answer(resultText(request.key, result));
        this.#count(request, reply.signal.aborted ? 'cancelled' : 'ok');
      },
      error => {
        this.#fail(request, reply, error);
        this.#count(request, reply.signal.aborted ? 'cancelled' : 'error');
      },
    );
  }

  /** Passes a notification on; those of the protocol itself belong to transports or are none of this era's. */
  notification(scope: Scope, sender: Sender, { method, params }: NotificationMessage): void {
    const meta = { protocolVersion: modernVersions[0]!, capabilities: {} };
    const caller = this.#callers.of(
      scope,
      sender,
      params?._meta === undefined ? meta : readRequestMeta(params),
    );
    this.#parts.hub.notification(scope, caller, method, params);
  }

  /** Ends all subscriptions, and tells their clients. */
  endSubscriptions(): void {
    for (const [subscription, { scope, close }] of this.#subscriptions) {
      close();
      subscription.tearDown(this.#serverInfos.get(placeKey(scope)));
    }
  }

  /** Open subscriptions. */
  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  /** The result as JSON; `undefined` for a subscription, which is answered when it ends. */
  async #result(
    scope: Scope,
    caller: Caller,
    request: RequestMessage,
    meta: RequestMeta,
    reply: Reply,
  ): Promise<string | undefined> {
    const { method, params } = request;
    if (!modernVersions.includes(meta.protocolVersion)) throw unsupportedVersion(meta.protocolVersion);
    if (removed.has(method)) throw methodNotFound(method);
    if (method === 'server/discover') return this.#discover(scope, caller);
    if (method === 'subscriptions/listen') return this.#listen(scope, caller, request, reply);
    const exchange = new ModernExchange(caller, reply, meta.logLevel);
    const result = await this.#parts.hub.request(scope, method, params, exchange);
    return modernResult(
      method,
      result,
      this.#serverInfos.get(placeKey(scope)) ?? (await this.#learn(scope, caller)),
    );
  }

  async #discover(scope: Scope, caller: Caller): Promise<string> {
    const { capabilities, serverInfo, instructions } = await this.#describe(scope, caller);
    const result = {
      supportedVersions: modernVersions,
      capabilities,
      ...(instructions === undefined ? {} : { instructions }),
    };
    return modernResult('server/discover', result, serverInfo);
  }

  async #listen(scope: Scope, caller: Caller, request: RequestMessage, reply: Reply): Promise<undefined> {
    const filter = asObject(request.params?.notifications);
    if (!filter)
      throw refusal(200, rpcCodes.invalidParams, 'Invalid params: notifications must be an object');
    const subscription = new Subscription(caller, request, reply);
    const subscribed = await this.#parts.hub.listen(scope, filter, subscription);
    const close = () => {
      this.#subscriptions.delete(subscription);
      subscribed.close();
      this.#count(request, reply.signal.aborted ? 'cancelled' : 'ok');
    };
    this.#subscriptions.set(subscription, { scope, close });
    if (reply.signal.aborted) close();
    else reply.signal.addEventListener('abort', close, { once: true });
    subscription.acknowledge(subscribed);
  }

  async #describe(scope: Scope, caller: Caller): Promise<Description> {
    const description = await this.#parts.hub.describe(scope, caller);
    this.#serverInfos.set(placeKey(scope), description.serverInfo);
    return description;
  }

  /** The server has just answered, so that it can say who it is; where it can't, nobody needs to know. */
  async #learn(scope: Scope, caller: Caller): Promise<JsonObject | undefined> {
    return this.#describe(scope, caller).then(
      ({ serverInfo }) => serverInfo,
      () => undefined,
    );
  }

  #fail(request: RequestMessage, reply: Reply, error: unknown): void {
    const failure = asMcpError(error, request.method, this.#parts.logger);
    const status = failure.httpStatus ?? refusedStatuses.get(failure.code) ?? 200;
    reply.answer(errorText(request.key, modernFailure(failure)), status);
  }

  #count({ method }: RequestMessage, outcome: McpOutcome): void {
    this.#parts.onAnswered('2026', method, outcome);
  }
}

/** This era has no code of its own for a resource that isn't there. */
function modernFailure({ code, message, data }: RpcFailure): RpcFailure {
  return { code: code === rpcCodes.resourceNotFound ? rpcCodes.invalidParams : code, message, data };
}

const unsupportedVersion = (requested: string) =>
  refusal(400, rpcCodes.unsupportedVersion, 'Unsupported protocol version', {
    supported: modernVersions,
    requested,
  });

const methodNotFound = (method: string) =>
  refusal(404, rpcCodes.methodNotFound, `Method not found: ${method}`);
