import type { ListDefinition, ListHints, Surface } from '@gw/mcp-client';
import {
  type Caller,
  type Description,
  type Exchange,
  type HubResult,
  type JsonObject,
  McpError,
  type Scope,
} from '../hub.ts';
import type { ClientRecords } from './client-records.ts';
import {
  contributedAnswer,
  hasResource,
  joined,
  nothingThere,
  ownLists,
  skillsOf,
  skillsPage,
  withCapabilities,
  withContributed,
} from './contributed.ts';
import type { Contribution } from './contributions.ts';
import type { HubContext } from './hub-context.ts';
import { asObject } from './json-object.ts';
import { isOurCursor, pageOf, placesOf } from './list-pages.ts';
import type { Renewals } from './renewals.ts';
import { type ScopeView, unknownTool } from './scope-view.ts';
import type { Selection } from './selection.ts';
import { toolOf } from './surface-tools.ts';
import { paramsForServer } from './tool-exposure.ts';
import type { UpstreamCalls } from './upstream-calls.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { Target } from './upstream-request.ts';

interface ServerScopeParts {
  readonly records: ClientRecords;
  readonly calls: UpstreamCalls;
  readonly renewals: Renewals;
}

type ServerOnly = Extract<Scope, { readonly kind: 'server' }>;

/** One server, with names as it gives them. */
export class ServerScope implements ScopeView {
  readonly #name: string;
  readonly #scope: ServerOnly;
  readonly #selections: readonly Selection[];
  readonly #hub: HubContext;
  readonly #parts: ServerScopeParts;

  constructor(hub: HubContext, parts: ServerScopeParts, scope: ServerOnly, selections: readonly Selection[]) {
    this.#name = scope.name;
    this.#hub = hub;
    this.#parts = parts;
    this.#scope = scope;
    this.#selections = selections;
  }

  async logs(caller: Caller): Promise<boolean> {
    const { identity } = await this.#surface(caller, {});
    return identity.capabilities?.logging !== undefined;
  }

  async describe(caller: Caller): Promise<Description> {
    const { identity } = await this.#surface(caller, {});
    const { capabilities = {}, serverInfo, instructions } = identity;
    const own = identity.era === caller.era ? capabilities : carriedOver(capabilities);
    return {
      capabilities: withCapabilities(this.#announced(own), this.#contribution),
      serverInfo: serverInfo ?? { name: this.#name, version: '' },
      ...(instructions !== undefined && { instructions }),
    };
  }

  async list(list: ListDefinition, params: JsonObject | undefined, exchange: Exchange): Promise<HubResult> {
    const { records, calls, renewals } = this.#parts;
    const { caller, signal } = exchange;
    const scope = this.#scope;
    const cursor = params?.cursor;
    if (list.kind !== 'tools' && !this.#isWhole) return { [list.field]: [] };
    const running = this.#hub.sessions.get(caller.sessionId)?.services[this.#name]?.alive === true;
    if (!running) {
      const surface = await this.#surface(caller, caller.capabilities);
      renewals.use(this.#name, surface);
      return this.#page(list, surface.lists[list.kind], surface.hints[list.kind], cursor);
    }
    const lease = await records.lease(scope, caller, { service: this.#name, signal });
    try {
      const { client } = lease;
      const announces = asObject(client.serverCapabilities?.[list.capability])?.listChanged === true;
      // One that has no such list would refuse to be asked for it.
      const isAsked = list.capability in (client.serverCapabilities ?? {}) || !this.#contribution;
      if (announces || isOurCursor(cursor) || !isAsked) {
        const entries = isAsked ? await client.list(list.kind, { signal }) : [];
        return this.#page(list, entries, client.listHints(list.kind), cursor);
      }
    } catch (error) {
      throw upstreamFailure(error, {
        method: list.method,
        callerEra: caller.era,
        upstreamEra: lease.client.era,
      });
    } finally {
      lease.release();
    }
    // Nothing would tell that a list in memory has become wrong: the server is asked.
    const target = this.#target(list.method, params);
    const result = await calls.run(target, exchange, { scope, method: list.method, params });
    const entries = result[list.field];
    if (list.kind !== 'tools') {
      if (result.nextCursor !== undefined || !Array.isArray(entries)) return result;
      const all = withContributed(list, entries, this.#contribution);
      return all === entries ? result : { ...result, [list.field]: all };
    }
    if (!Array.isArray(result.tools)) return result;
    const tools = this.#shown(result.tools);
    return tools === result.tools ? result : { ...result, tools };
  }

  async route(method: string, params: JsonObject | undefined): Promise<readonly [Target]> {
    if (method !== 'tools/call' || typeof params?.name !== 'string') {
      if (!this.#isWhole) throw new McpError(-32602, 'That is not within the session');
      return [this.#target(method, params)];
    }
    const { name } = params;
    const meant = this.#hub.exposure.meant(this.#name, name);
    if (!meant || !this.#has(name)) throw unknownTool(name);
    return [this.#target(method, paramsForServer(params, meant))];
  }

  async added(
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult | undefined> {
    const contribution = this.#contribution;
    if (!contribution) return undefined;
    const surface = this.#hub.manager.surface(this.#name);
    const answer = await contributedAnswer(contribution, ownLists(surface?.lists), method, params);
    if (answer) return answer;
    // One that has skills of its own is asked for what is not ours.
    const own = skillsOf(surface?.identity.capabilities);
    if (method === 'skills/list')
      return this.#skills(own !== undefined, contribution.skills, params, exchange);
    const isOurs =
      (method === 'skills/get' && !own) ||
      (method === 'resources/directory/read' && own?.directoryRead !== true);
    if (isOurs) throw nothingThere(method, params);
    return undefined;
  }

  hasAdded(uri: string): boolean {
    const own = ownLists(this.#hub.manager.surface(this.#name)?.lists);
    return this.#contribution !== undefined && hasResource(this.#contribution, own, uri);
  }

  tool(name: string): JsonObject | undefined {
    const tools = this.#hub.manager.surface(this.#name)?.lists.tools ?? [];
    return this.#has(name)
      ? this.#hub.exposure.present(this.#name, tools).find(tool => tool.name === name)
      : undefined;
  }

  /** Whether prompts and resources are in here, too. */
  get #isWhole(): boolean {
    return this.#selections.every(selection => selection.hasServer(this.#name));
  }

  /** Whether a tool of that name, if there is one, is in here. */
  #has(name: string): boolean {
    const origin = { service: this.#name, name };
    return this.#selections.every(selection => selection.tool(origin, { name }) !== undefined);
  }

  /** A list of the server's tools as this client sees it. */
  #shown(tools: readonly JsonObject[]): readonly JsonObject[] {
    const exposed = this.#hub.exposure.present(this.#name, tools);
    return this.#selections.length === 0 ? exposed : exposed.filter(({ name }) => this.#has(String(name)));
  }

  /** What a session may use changes, whether or not the server tells of changes of its own. */
  #announced(capabilities: JsonObject): JsonObject {
    const tools = asObject(capabilities.tools);
    if (!tools || this.#selections.length === 0) return capabilities;
    return { ...capabilities, tools: { ...tools, listChanged: true } };
  }

  get #contribution(): Contribution | undefined {
    return this.#isWhole ? this.#hub.contributions.of(this.#name) : undefined;
  }

  /** Ours follow the server's own. */
  async #skills(
    hasOwn: boolean,
    ours: readonly JsonObject[],
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult> {
    const method = 'skills/list';
    if (!hasOwn) return skillsPage(ours, params?.cursor, this.#hub.config().mcp.page_size);
    const request = { scope: this.#scope, method, params };
    const result = await this.#parts.calls.run(this.#target(method, params), exchange, request);
    if (result.nextCursor !== undefined || !Array.isArray(result.skills)) return result;
    return { ...result, skills: joined(result.skills, ours, 'uri') };
  }

  #target(method: string, params: JsonObject | undefined): Target {
    const surface = this.#hub.manager.surface(this.#name);
    const tool = method === 'tools/call' ? toolOf(surface, String(params?.name)) : undefined;
    return { scope: this.#scope, service: this.#name, method, params, tool };
  }

  #page(
    list: ListDefinition,
    listed: readonly JsonObject[],
    hints: ListHints | undefined,
    cursor: unknown,
  ): HubResult {
    const { kind, field, key } = list;
    const entries =
      kind === 'tools' ? this.#shown(listed) : withContributed(list, listed, this.#contribution);
    const size = this.#hub.config().mcp.page_size;
    const whole = cursor === undefined && entries.length <= size;
    const page = whole
      ? { entries, nextCursor: undefined }
      : pageOf(entries, { key, places: placesOf(entries, key), cursor, size });
    return { [field]: page.entries, ...(page.nextCursor && { nextCursor: page.nextCursor }), ...hints };
  }

  /** @throws McpError the server could not be started */
  async #surface(caller: Caller, capabilities: JsonObject): Promise<Surface> {
    const { manager } = this.#hub;
    const own = Object.keys(capabilities).length > 0 && manager.services.get(this.#name)?.shared === false;
    try {
      return await (own ? manager.learnProfile(this.#name, capabilities) : manager.getSurface(this.#name));
    } catch (error) {
      throw upstreamFailure(error, { method: 'initialize', callerEra: caller.era, upstreamEra: undefined });
    }
  }
}

/** A server's capabilities in the other era: tasks are an extension there, with other messages. */
function carriedOver(capabilities: JsonObject): JsonObject {
  const { tasks: _, ...rest } = capabilities;
  const { 'io.modelcontextprotocol/tasks': __, ...extensions } = asObject(rest.extensions) ?? {};
  return rest.extensions === undefined ? rest : { ...rest, extensions };
}
