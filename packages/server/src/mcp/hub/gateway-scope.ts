import type { ListKind } from '@gw/mcp-client';
import {
  type Caller,
  type Description,
  type Exchange,
  type HubResult,
  type JsonObject,
  McpError,
} from '../hub.ts';
import type { AggregatedList } from './aggregated-list.ts';
import type { ClientRecord } from './client-record.ts';
import { type ClientRecords, capabilitiesIn } from './client-records.ts';
import { ComparedLists } from './compared-lists.ts';
import { type GatewayCatalog, servicesInOrder } from './gateway-catalog.ts';
import type { GatewayCatalogs } from './gateway-catalogs.ts';
import type { HubContext } from './hub-context.ts';
import { gatewayInstructions } from './instructions.ts';
import { asObject } from './json-object.ts';
import type { ListDefinition } from './list-kinds.ts';
import type { Renewals } from './renewals.ts';
import { methodNotFound, type ScopeView, unknownTool } from './scope-view.ts';
import { toolOf } from './surface-tools.ts';
import { paramsForServer } from './tool-exposure.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { Target } from './upstream-request.ts';
import { matchesTemplate } from './uri-template.ts';

/** Servers that are asked in turn for a resource that none of them lists. */
const maxAsked = 16;

const scope = { kind: 'gateway' } as const;

interface GatewayScopeParts {
  readonly records: ClientRecords;
  readonly catalogs: GatewayCatalogs;
  readonly renewals: Renewals;
  /** Of the gateway. */
  readonly serverInfo: JsonObject;
}

/** All servers as one. */
export class GatewayScope implements ScopeView {
  readonly #hub: HubContext;
  readonly #parts: GatewayScopeParts;
  /** Lists of sessions whose servers show them something of their own. */
  readonly #own = new WeakMap<
    ClientRecord,
    Map<ListKind, { base: AggregatedList; overrides: Overriding; list: AggregatedList }>
  >();

  readonly #same = new ComparedLists();

  constructor(hub: HubContext, parts: GatewayScopeParts) {
    this.#hub = hub;
    this.#parts = parts;
  }

  async describe(): Promise<Description> {
    return {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        completions: {},
        logging: {},
      },
      serverInfo: this.#parts.serverInfo,
      instructions: gatewayInstructions(this.#hub, this.#parts.catalogs),
    };
  }

  async list(list: ListDefinition, params: JsonObject | undefined, { caller }: Exchange): Promise<HubResult> {
    const catalog = this.#catalog(caller);
    await catalog.ready();
    catalog.seen(list.kind);
    this.#renew();
    return this.#list(list.kind, caller).page({
      cursor: params?.cursor,
      size: this.#hub.config().mcp.page_size,
      ...(caller.era === '2026' && { serverInfo: this.#parts.serverInfo }),
    });
  }

  async route(
    method: string,
    params: JsonObject | undefined,
    caller: Caller,
  ): Promise<readonly [Target, ...Target[]]> {
    if (method === 'completion/complete') return [await this.#completion(params, caller)];
    if (method === 'prompts/get') return [await this.#named('prompts', method, params, caller)];
    if (typeof params?.name === 'string') return [await this.#named('tools', method, params, caller)];
    if (typeof params?.uri === 'string') return this.#resource(method, params, params.uri, caller);
    if (method === 'tools/call' || method.startsWith('resources/')) {
      throw new McpError(-32602, `${method} needs a ${method === 'tools/call' ? 'name' : 'uri'}`);
    }
    throw new McpError(-32601, methodNotFound(method));
  }

  async logs(): Promise<boolean> {
    return true;
  }

  tool(name: string): JsonObject | undefined {
    return this.#parts.catalogs.base.list('tools').find(name);
  }

  async #named(
    kind: 'tools' | 'prompts',
    method: string,
    params: JsonObject | undefined,
    caller: Caller,
  ): Promise<Target> {
    const known = String(params?.name);
    const origin = this.#list(kind, caller).origin(known) ?? (await this.#later(kind, known, caller));
    if (!origin) {
      // An extension's `name` need not be a tool's.
      if (kind === 'tools' && method !== 'tools/call') throw new McpError(-32601, methodNotFound(method));
      if (kind === 'tools') throw unknownTool(known);
      throw new McpError(-32602, `Unknown prompt: ${known.slice(0, 200)}`);
    }
    const { service, name } = origin;
    if (kind === 'prompts') return { scope, service, method, params: { ...params, name } };
    const meant = this.#hub.exposure.meant(service, name);
    if (!meant) throw unknownTool(known);
    const tool = toolOf(this.#catalog(caller).surface(service), meant.name);
    return { scope, service, method, params: paramsForServer(params, meant), tool };
  }

  /**
   * A name may be of a server that is just being learned: whether it is, is looked up when it has been.
   *
   * @throws McpError the server that it may be of could not be started
   */
  async #later(kind: ListKind, known: string, caller: Caller) {
    const { manager } = this.#hub;
    const unlearned = [...manager.services.keys()].filter(
      service => known.startsWith(`${service}__`) && !manager.surface(service),
    );
    if (unlearned.length === 0) return undefined;
    const outcomes = await Promise.allSettled(unlearned.map(service => manager.getSurface(service)));
    const origin = this.#list(kind, caller).origin(known);
    const failed = outcomes.find(outcome => outcome.status === 'rejected');
    if (origin || !failed) return origin;
    throw upstreamFailure(failed.reason, { method: '', callerEra: caller.era, upstreamEra: undefined });
  }

  async #completion(params: JsonObject | undefined, caller: Caller): Promise<Target> {
    const method = 'completion/complete';
    const ref = asObject(params?.ref);
    if (typeof ref?.name === 'string') {
      const { service, params: named } = await this.#named('prompts', method, ref, caller);
      return { scope, service, method, params: { ...params, ref: { ...named } } };
    }
    if (typeof ref?.uri === 'string') {
      const service = this.#list('resourceTemplates', caller).origin(ref.uri)?.service;
      if (service !== undefined) return { scope, service, method, params };
      const [target] = this.#resource(method, params, ref.uri, caller);
      return target;
    }
    throw new McpError(-32602, 'completion/complete needs a ref with a name or a uri');
  }

  /** Who lists the URI, then whose template fits, then whoever has resources. */
  #resource(
    method: string,
    params: JsonObject | undefined,
    uri: string,
    caller: Caller,
  ): readonly [Target, ...Target[]] {
    const catalog = this.#catalog(caller);
    const services = new Set<string>();
    const listed = this.#list('resources', caller).origin(uri)?.service;
    if (listed !== undefined) services.add(listed);
    else {
      const having = servicesInOrder(this.#hub).filter(
        service => catalog.surface(service)?.identity.capabilities?.resources !== undefined,
      );
      const templates = (service: string) => catalog.surface(service)?.lists.resourceTemplates ?? [];
      for (const service of having) {
        if (templates(service).some(({ uriTemplate }) => matchesTemplate(String(uriTemplate), uri))) {
          services.add(service);
        }
      }
      for (const service of having) services.add(service);
    }
    const [first, ...rest] = [...services].slice(0, maxAsked);
    if (first === undefined) throw resourceNotFound(uri, caller);
    const target = (service: string): Target => ({ scope, service, method, params });
    return [target(first), ...rest.map(target)];
  }

  #catalog(caller: Caller): GatewayCatalog {
    return this.#parts.catalogs.of({ capabilities: capabilitiesIn(scope, caller) });
  }

  /** A session's own view of a list: as everybody's, but for servers that show it something else. */
  #list(kind: ListKind, caller: Caller): AggregatedList {
    const catalog = this.#catalog(caller);
    const base = catalog.list(kind);
    const record = this.#parts.records.find(scope, caller);
    const overrides = record && this.#overrides(record, catalog, kind);
    if (!record || !overrides || overrides.length === 0) return base;
    const own = this.#own.get(record) ?? new Map();
    this.#own.set(record, own);
    const known = own.get(kind);
    if (known?.base === base && isSame(known.overrides, overrides)) return known.list;
    const lists = new Map(overrides.map(([service, entries]) => [service, new Map([[kind, entries]])]));
    const list = catalog.listWith(kind, lists);
    own.set(kind, { base, overrides, list });
    return list;
  }

  #overrides(record: ClientRecord, catalog: GatewayCatalog, kind: ListKind): Overriding {
    const overrides: [string, readonly JsonObject[]][] = [];
    for (const [service, { client }] of record.upstreams) {
      const own = client.listed(kind);
      const shown = catalog.surface(service)?.lists[kind];
      if (own && !this.#same.equal(own, shown)) overrides.push([service, own]);
    }
    return overrides;
  }

  #renew(): void {
    for (const service of this.#hub.manager.services.keys()) {
      const surface = this.#hub.manager.surface(service);
      if (surface) this.#parts.renewals.use(service, surface);
    }
  }
}

type Overriding = readonly (readonly [string, readonly JsonObject[]])[];

const isSame = (a: Overriding, b: Overriding): boolean =>
  a.length === b.length && a.every(([service, list], at) => b[at]?.[0] === service && b[at]?.[1] === list);

function resourceNotFound(uri: string, { era }: Caller): McpError {
  return new McpError(era === '2026' ? -32602 : -32002, 'Resource not found', { data: { uri } });
}
