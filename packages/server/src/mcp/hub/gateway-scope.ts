import type { ListDefinition, ListKind } from '@gw/mcp-client';
import {
  type Caller,
  type Description,
  type Exchange,
  type HubResult,
  type JsonObject,
  McpError,
  type Scope,
} from '../hub.ts';
import type { AggregatedList } from './aggregated-list.ts';
import { type ClientRecords, capabilitiesIn } from './client-records.ts';
import {
  contributedAnswer,
  hasResource,
  nothingThere,
  ownLists,
  skillsPage,
  withCapabilities,
} from './contributed.ts';
import { type GatewayCatalog, servicesInOrder } from './gateway-catalog.ts';
import type { GatewayCatalogs } from './gateway-catalogs.ts';
import type { HubContext } from './hub-context.ts';
import { gatewayInstructions } from './instructions.ts';
import { asObject } from './json-object.ts';
import type { Renewals } from './renewals.ts';
import { methodNotFound, type ScopeView, unknownTool } from './scope-view.ts';
import type { SelectedLists } from './selected-lists.ts';
import type { Selection } from './selection.ts';
import type { SessionLists } from './session-lists.ts';
import { toolOf } from './surface-tools.ts';
import { paramsForServer } from './tool-exposure.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { Target } from './upstream-request.ts';
import { matchesTemplate } from './uri-template.ts';

/** Servers that are asked in turn for a resource that none of them lists. */
const maxAsked = 16;

export interface GatewayScopeParts {
  readonly records: ClientRecords;
  readonly catalogs: GatewayCatalogs;
  readonly renewals: Renewals;
  readonly lists: SessionLists;
  readonly selected: SelectedLists;
  /** Of the gateway. */
  readonly serverInfo: JsonObject;
}

/** All servers as one, or what selections have of them. */
export class GatewayScope implements ScopeView {
  readonly #hub: HubContext;
  readonly #parts: GatewayScopeParts;
  readonly #scope: Scope;
  readonly #selections: readonly Selection[];

  constructor(hub: HubContext, parts: GatewayScopeParts, scope: Scope, selections: readonly Selection[]) {
    this.#hub = hub;
    this.#parts = parts;
    this.#scope = scope;
    this.#selections = selections;
  }

  async describe(): Promise<Description> {
    const own = {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      completions: {},
      logging: {},
    };
    return {
      capabilities: withCapabilities(own, this.#contributed()[0]?.contribution),
      serverInfo: this.#serverInfo,
      instructions: gatewayInstructions(this.#hub, this.#parts.catalogs, this.#selections),
    };
  }

  async added(
    method: string,
    params: JsonObject | undefined,
    { caller }: Exchange,
  ): Promise<HubResult | undefined> {
    const contributed = this.#contributed();
    if (contributed.length === 0) return undefined;
    if (method === 'skills/list') {
      const skills = contributed.flatMap(({ contribution }) => contribution.skills);
      return skillsPage(skills, params?.cursor, this.#hub.config().mcp.page_size);
    }
    const ref = method === 'completion/complete' ? asObject(params?.ref) : params;
    const named = typeof ref?.name === 'string' ? this.#list('prompts', caller).origin(ref.name) : undefined;
    for (const { service, contribution } of contributed) {
      if (named && named.service !== service) continue;
      const renamed = named && { ...ref, name: named.name };
      const own = ownLists(this.#catalog(caller).surface(service)?.lists);
      const asked = renamed && method === 'completion/complete' ? { ...params, ref: renamed } : renamed;
      const answer = await contributedAnswer(contribution, own, method, asked ?? params);
      if (answer) return answer;
    }
    const isOfSkills = method === 'skills/get' || method === 'resources/directory/read';
    // A server that lists it may have it as a skill of its own.
    const uri = String(params?.uri);
    if (isOfSkills && (this.hasAdded(uri) || !this.#list('resources', caller).origin(uri))) {
      throw nothingThere(method, params);
    }
    return undefined;
  }

  hasAdded(uri: string): boolean {
    const own = (service: string) => ownLists(this.#hub.manager.surface(service)?.lists);
    return this.#contributed().some(({ service, contribution }) =>
      hasResource(contribution, own(service), uri),
    );
  }

  async list(list: ListDefinition, params: JsonObject | undefined, { caller }: Exchange): Promise<HubResult> {
    const catalog = this.#catalog(caller);
    await catalog.ready();
    catalog.seen(list.kind);
    this.#parts.renewals.useAll();
    return this.#list(list.kind, caller).page({
      cursor: params?.cursor,
      size: this.#hub.config().mcp.page_size,
      ...(caller.era === '2026' && { serverInfo: this.#serverInfo }),
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
    const { catalogs, selected } = this.#parts;
    return selected.select(catalogs.base.list('tools'), this.#selections).find(name);
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
    if (kind === 'prompts') return { scope: this.#scope, service, method, params: { ...params, name } };
    const meant = this.#hub.exposure.meant(service, name);
    if (!meant) throw unknownTool(known);
    const tool = toolOf(this.#catalog(caller).surface(service), meant.name);
    return { scope: this.#scope, service, method, params: paramsForServer(params, meant), tool };
  }

  /**
   * A name may be of a server that is just being learned: whether it is, is looked up when it has been.
   *
   * @throws McpError the server that it may be of could not be started
   */
  async #later(kind: ListKind, known: string, caller: Caller) {
    const { manager } = this.#hub;
    const unlearned = [...manager.services.keys()].filter(
      service =>
        known.startsWith(`${service}__`) &&
        !manager.surface(service) &&
        this.#selections.every(selection => selection.touches(service)),
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
      return { scope: this.#scope, service, method, params: { ...params, ref: { ...named } } };
    }
    if (typeof ref?.uri === 'string') {
      const service = this.#list('resourceTemplates', caller).origin(ref.uri)?.service;
      if (service !== undefined) return { scope: this.#scope, service, method, params };
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
      const having = this.#services().filter(
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
    const target = (service: string): Target => ({ scope: this.#scope, service, method, params });
    return [target(first), ...rest.map(target)];
  }

  /** In the order in which their servers' entries are listed. */
  #contributed() {
    return this.#services().flatMap(service => {
      const isIn = this.#selections.every(selection => selection.hasServer(service));
      const contribution = isIn ? this.#hub.contributions.of(service) : undefined;
      return contribution ? [{ service, contribution }] : [];
    });
  }

  /** Servers whose prompts and resources are in here. */
  #services(): string[] {
    const services = servicesInOrder(this.#hub);
    if (this.#selections.length === 0) return services;
    return services.filter(service => this.#selections.every(selection => selection.hasServer(service)));
  }

  get #serverInfo(): JsonObject {
    const title = this.#selections.findLast(selection => selection.title !== undefined)?.title;
    return title === undefined ? this.#parts.serverInfo : { ...this.#parts.serverInfo, title };
  }

  #catalog(caller: Caller): GatewayCatalog {
    return this.#parts.catalogs.of({ capabilities: capabilitiesIn(this.#scope, caller) });
  }

  /** A list as this client sees it. */
  #list(kind: ListKind, caller: Caller): AggregatedList {
    const { lists, records, selected } = this.#parts;
    const list = lists.of(kind, this.#catalog(caller), records.find(this.#scope, caller));
    return selected.select(list, this.#selections);
  }
}

function resourceNotFound(uri: string, { era }: Caller): McpError {
  return new McpError(era === '2026' ? -32602 : -32002, 'Resource not found', { data: { uri } });
}
