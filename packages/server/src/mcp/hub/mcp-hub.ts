import { type ListKind, type Logger, listDefinitions, type McpManager, silentLogger } from '@gw/mcp-client';
import type { SessionManager, UpstreamLease } from '@gw/sessions';
import type { GatewayMetrics } from '../../metrics/gateway-metrics.ts';
import type { SecurityEvents } from '../../security-event.ts';
import { noAccess, type ServiceAccess } from '../../service-access.ts';
import {
  type Attachment,
  type Caller,
  type Description,
  type Exchange,
  type Hub,
  type HubResult,
  type JsonObject,
  type Listener,
  McpError,
  type Scope,
  type Subscriptions,
} from '../hub.ts';
import { CallReports } from './call-reports.ts';
import { ClientRecords, capabilitiesIn } from './client-records.ts';
import { mayBeContributed } from './contributed.ts';
import { type Contributions, noContributions } from './contributions.ts';
import type { CatalogChanges, GatewayCatalog } from './gateway-catalog.ts';
import { GatewayCatalogs } from './gateway-catalogs.ts';
import { GatewayScope, type GatewayScopeParts } from './gateway-scope.ts';
import { HeldCalls } from './held-calls.ts';
import type { HubConfig, HubContext } from './hub-context.ts';
import { listOf } from './list-of.ts';
import { checkedLevel, LogLevels } from './log-levels.ts';
import { Renewals } from './renewals.ts';
import { methodNotFound, type ScopeView } from './scope-view.ts';
import { SelectedLists } from './selected-lists.ts';
import { noSelections, type Selection, type Selections } from './selection.ts';
import { ServerScope } from './server-scope.ts';
import { SessionLists } from './session-lists.ts';
import { listenFilter, Subscribing } from './subscribing.ts';
import { plainExposure, type ToolExposure } from './tool-exposure.ts';
import { UpstreamCalls } from './upstream-calls.ts';
import { isResourceNotFound, upstreamFailure } from './upstream-failure.ts';
import type { Target } from './upstream-request.ts';

/** What a hub is made of. Nothing of it is started or stopped by the hub. */
export interface HubOptions {
  readonly config: HubConfig;
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  /** 32 bytes that seal what clients carry for the gateway; the same ones over restarts. */
  readonly sealingKey: Uint8Array;
  /** What the gateway says of itself where all servers are one. */
  readonly serverInfo: { readonly name: string; readonly version: string } & JsonObject;
  /** What callers see of tools. Default: what the servers say. */
  readonly exposure?: ToolExposure;
  /** What bundles and platform sessions have of it. Default: there are none. */
  readonly selections?: Selections;
  /** Callers' own credentials. Default: they have none. */
  readonly access?: ServiceAccess;
  /** What is added to what servers offer. Default: nothing. */
  readonly contributions?: Contributions;
  /** Default: no log. */
  readonly logger?: Logger;
  /** Counts tool calls. */
  readonly metrics?: GatewayMetrics;
  /** Told of each tool call. */
  readonly securityEvent?: SecurityEvents;
}

/** A hub with its lifetime: one for the gateway's, over reloads. */
export interface ManagedHub extends Hub {
  /** Takes up a changed configuration, after the manager and the sessions have. */
  configure(config: HubConfig): void;
  /** Ends what waits for clients. Idempotent. */
  close(): void;
}

/** Makes the hub of one gateway. */
export function createHub(options: HubOptions): ManagedHub {
  return new McpHub(options);
}

class McpHub implements ManagedHub {
  readonly #hub: HubContext;
  readonly #catalogs: GatewayCatalogs;
  readonly #records: ClientRecords;
  readonly #held: HeldCalls;
  readonly #calls: UpstreamCalls;
  readonly #renewals: Renewals;
  readonly #gatewayParts: GatewayScopeParts;
  readonly #unselect: () => void;
  readonly #unexpose: () => void;
  readonly #uncontribute: () => void;
  #config: HubConfig;

  constructor(options: HubOptions) {
    const { manager, sessions, logger = silentLogger, sealingKey, serverInfo } = options;
    this.#config = options.config;
    this.#hub = {
      manager,
      sessions,
      logger,
      levels: new LogLevels(),
      exposure: options.exposure ?? plainExposure,
      selections: options.selections ?? noSelections,
      access: options.access ?? noAccess,
      contributions: options.contributions ?? noContributions,
      config: () => this.#config,
      inputTimeoutMs: () => this.#config.mcp.input_timeout * 1000,
    };
    this.#held = new HeldCalls({
      sealingKey,
      limits: () => ({
        maxWaiting: this.#config.mcp.max_waiting_calls,
        inputTimeoutMs: this.#hub.inputTimeoutMs(),
      }),
    });
    this.#records = new ClientRecords(this.#hub);
    this.#renewals = new Renewals(this.#hub);
    this.#catalogs = new GatewayCatalogs(this.#hub, (catalog, changes) =>
      this.#tellGateway(catalog, changes),
    );
    const reports = new CallReports({ metrics: options.metrics, securityEvent: options.securityEvent });
    this.#calls = new UpstreamCalls(this.#hub, { records: this.#records, held: this.#held, reports });
    this.#gatewayParts = {
      records: this.#records,
      catalogs: this.#catalogs,
      renewals: this.#renewals,
      lists: new SessionLists(),
      selected: new SelectedLists(),
      serverInfo,
    };
    manager.events.on('listChanged', this.#tellServer);
    this.#unselect = this.#hub.selections.onChanged(this.#tellSelected);
    this.#unexpose = this.#hub.exposure.onChanged(this.#tellExposed);
    this.#uncontribute = this.#hub.contributions.onChanged(this.#tellContributed);
  }

  has(scope: Scope): boolean {
    return this.#selections(scope) !== undefined;
  }

  async describe(scope: Scope, caller: Caller): Promise<Description> {
    return this.#view(scope).describe(caller);
  }

  tool(scope: Scope, name: string): JsonObject | undefined {
    return this.#view(scope).tool(name);
  }

  async request(
    scope: Scope,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult> {
    const view = this.#view(scope);
    const list = listOf(method);
    if (list) return view.list(list, params, exchange);
    const added = mayBeContributed(method) ? await view.added(method, params, exchange) : undefined;
    if (added) return added;
    switch (method) {
      case 'ping':
        return {};
      case 'logging/setLevel':
        return this.#setLevel(scope, params, exchange.caller);
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return this.#subscribe(scope, method, params, exchange);
      default:
        return this.#pass(scope, method, params, exchange);
    }
  }

  notification(scope: Scope, caller: Caller, method: string, params: JsonObject | undefined): void {
    for (const { client } of this.#records.find(scope, caller)?.upstreams.values() ?? [])
      client.notify(method, params);
  }

  attach(scope: Scope, listener: Listener): Attachment {
    const record = this.#records.of(scope, listener.caller);
    const listening = { listener, wants: () => true };
    record.add(listening);
    void this.#records.adoptRunning(record);
    return { detach: () => void record.remove(listening) };
  }

  async listen(scope: Scope, filter: JsonObject, listener: Listener): Promise<Subscriptions> {
    const { capabilities } = await this.describe(scope, listener.caller);
    const record = this.#records.of(scope, listener.caller);
    const wanted = listenFilter(filter, capabilities);
    const subscribing = new Subscribing(listener, wanted);
    record.add(subscribing);
    await this.#records.adoptRunning(record);
    const uris = await Promise.all(
      wanted.uris.map(async uri => {
        try {
          await this.#subscribeTo(scope, uri, { caller: listener.caller, by: subscribing });
          return [uri];
        } catch (err) {
          this.#hub.logger.debug({ uri, err }, 'A resource was not subscribed to');
          return [];
        }
      }),
    );
    return {
      acknowledged: subscribing.acknowledged(uris.flat()),
      close: () => void record.remove(subscribing),
    };
  }

  async closeSession(caller: Caller): Promise<void> {
    this.#held.endSession(caller.sessionId);
    await this.#records.closeSession(caller);
  }

  configure(config: HubConfig): void {
    this.#config = config;
    this.#catalogs.refresh();
  }

  close(): void {
    this.#hub.manager.events.off('listChanged', this.#tellServer);
    this.#unselect();
    this.#unexpose();
    this.#uncontribute();
    this.#held.close();
    this.#catalogs.close();
    this.#renewals.close();
  }

  /** What a scope is narrowed by; undefined: it is not there. */
  #selections(scope: Scope): readonly Selection[] | undefined {
    const { manager, selections } = this.#hub;
    const found = selections.of(scope);
    if (scope.kind !== 'server') return found;
    const isIn = manager.services.has(scope.name) && found?.every(one => one.touches(scope.name));
    return isIn ? found : undefined;
  }

  /** @throws McpError the scope is not there */
  #view(scope: Scope): ScopeView {
    const selections = this.#selections(scope);
    if (!selections) {
      const what = scope.kind === 'server' ? `Unknown server: ${scope.name}` : 'Unknown bundle or session';
      throw new McpError(-32602, what, { httpStatus: 404 });
    }
    if (scope.kind !== 'server') return new GatewayScope(this.#hub, this.#gatewayParts, scope, selections);
    const parts = { records: this.#records, calls: this.#calls, renewals: this.#renewals };
    return new ServerScope(this.#hub, parts, scope, selections);
  }

  async #pass(
    scope: Scope,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult> {
    const request = { scope, method, params };
    const resumed = params?.requestState === undefined ? undefined : this.#held.resume(request, exchange);
    if (resumed) return resumed;
    const targets = await this.#view(scope).route(method, params, exchange.caller);
    return this.#inTurn(targets, target => this.#calls.run(target, exchange, request));
  }

  /** Asks one server after the other, until one has the resource; what the first one says counts when none has. */
  async #inTurn<T>(targets: readonly [Target, ...Target[]], ask: (target: Target) => Promise<T>): Promise<T> {
    const [target, ...others] = targets;
    try {
      return await ask(target);
    } catch (error) {
      const [next, ...rest] = others;
      if (!next || !isResourceNotFound(error)) throw error;
      return this.#inTurn([next, ...rest], ask).catch(later => {
        throw isResourceNotFound(later) ? error : later;
      });
    }
  }

  async #setLevel(scope: Scope, params: JsonObject | undefined, caller: Caller): Promise<HubResult> {
    if (!(await this.#view(scope).logs(caller))) {
      throw new McpError(-32601, methodNotFound('logging/setLevel'));
    }
    await this.#records.of(scope, caller).setLevel(checkedLevel(params?.level));
    return {};
  }

  async #subscribe(
    scope: Scope,
    method: string,
    params: JsonObject | undefined,
    { caller, signal }: Exchange,
  ): Promise<HubResult> {
    const uri = params?.uri;
    if (typeof uri !== 'string') throw new McpError(-32602, `${method} needs a uri`);
    if (method === 'resources/subscribe') await this.#subscribeTo(scope, uri, { caller, signal });
    else await this.#records.of(scope, caller).unsubscribe(uri);
    return {};
  }

  /** @throws McpError */
  async #subscribeTo(
    scope: Scope,
    uri: string,
    { caller, signal, by }: { caller: Caller; signal?: AbortSignal; by?: object },
  ): Promise<void> {
    const view = this.#view(scope);
    // No server has it: its changes are told here.
    if (view.hasAdded(uri)) return this.#records.of(scope, caller).subscribe(uri, '', by);
    const targets = await view.route('resources/subscribe', { uri }, caller);
    await this.#inTurn(targets, async ({ service }) => {
      let lease: UpstreamLease | undefined;
      try {
        lease = await this.#records.lease(scope, caller, { service, ...(signal && { signal }) });
        await this.#records.of(scope, caller).subscribe(uri, service, by);
      } catch (error) {
        throw upstreamFailure(error, {
          method: 'resources/subscribe',
          callerEra: caller.era,
          upstreamEra: lease?.client.era,
        });
      } finally {
        lease?.release();
      }
    });
  }

  #tellGateway(catalog: GatewayCatalog, changes: CatalogChanges): void {
    for (const record of this.#records.all()) {
      if (record.scope.kind === 'server' || !record.listening) continue;
      const theirs = this.#catalogs.of({ capabilities: capabilitiesIn(record.scope, record.caller) });
      if (theirs !== catalog) continue;
      for (const [kind, services] of changes) {
        // A process of the session's own tells by itself, and shows it what it shows.
        const isNews =
          services === 'all' ||
          [...services].some(service => !record.clientOf(service) && this.#touches(record.scope, service));
        if (isNews) record.deliverSoon(listDefinitions[kind].changed);
      }
    }
  }

  #touches(scope: Scope, service: string): boolean {
    return this.#selections(scope)?.every(selection => selection.touches(service)) ?? false;
  }

  /** A bundle holds, or a session may use, something else. */
  readonly #tellSelected = (concerns: (scope: Scope) => boolean): void => {
    for (const record of this.#records.all()) {
      if (!concerns(record.scope)) continue;
      for (const { changed } of Object.values(listDefinitions)) record.deliverSoon(changed);
    }
  };

  /** No server tells of what the gateway shows otherwise. */
  readonly #tellExposed = (service: string): void => {
    this.#catalogs.exposed();
    for (const record of this.#records.all()) {
      const { scope } = record;
      if (scope.kind === 'server' && scope.name === service)
        record.deliverSoon(listDefinitions.tools.changed);
    }
  };

  /** No server tells of what the gateway adds. */
  readonly #tellContributed = (service: string, uris: readonly string[]): void => {
    this.#catalogs.contributed();
    for (const record of this.#records.all()) {
      const { scope } = record;
      if (scope.kind === 'server' && scope.name !== service) continue;
      if (scope.kind === 'server') {
        record.deliverSoon(listDefinitions.prompts.changed);
        record.deliverSoon(listDefinitions.resources.changed);
      }
      for (const uri of uris) {
        if (record.isSubscribed(uri)) record.deliver('notifications/resources/updated', { uri });
      }
    }
  };

  /** A process of the session's own tells by itself. */
  readonly #tellServer = (service: string, kind: ListKind): void => {
    for (const record of this.#records.all()) {
      const { scope } = record;
      const concerned = scope.kind === 'server' && scope.name === service && !record.clientOf(service);
      if (concerned) record.deliverSoon(listDefinitions[kind].changed);
    }
  };
}
