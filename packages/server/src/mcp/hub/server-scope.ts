import type { ListHints, Surface } from '@gw/mcp-client';
import type { Caller, Description, Exchange, HubResult, JsonObject } from '../hub.ts';
import type { ClientRecords } from './client-records.ts';
import type { HubContext } from './hub-context.ts';
import { asObject } from './json-object.ts';
import type { ListDefinition } from './list-kinds.ts';
import { isOurCursor, pageOf, placesOf } from './list-pages.ts';
import type { Renewals } from './renewals.ts';
import { type ScopeView, unknownTool } from './scope-view.ts';
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

/** One server, with names as it gives them. */
export class ServerScope implements ScopeView {
  readonly #name: string;
  readonly #hub: HubContext;
  readonly #parts: ServerScopeParts;

  constructor(name: string, hub: HubContext, parts: ServerScopeParts) {
    this.#name = name;
    this.#hub = hub;
    this.#parts = parts;
  }

  async logs(caller: Caller): Promise<boolean> {
    const { identity } = await this.#surface(caller, {});
    return identity.capabilities?.logging !== undefined;
  }

  async describe(caller: Caller): Promise<Description> {
    const { identity } = await this.#surface(caller, {});
    const { capabilities = {}, serverInfo, instructions } = identity;
    return {
      capabilities: identity.era === caller.era ? capabilities : carriedOver(capabilities),
      serverInfo: serverInfo ?? { name: this.#name, version: '' },
      ...(instructions !== undefined && { instructions }),
    };
  }

  async list(list: ListDefinition, params: JsonObject | undefined, exchange: Exchange): Promise<HubResult> {
    const { records, calls, renewals } = this.#parts;
    const { caller, signal } = exchange;
    const scope = { kind: 'server', name: this.#name } as const;
    const cursor = params?.cursor;
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
      if (announces || isOurCursor(cursor)) {
        const entries = await client.list(list.kind, { signal });
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
    if (list.kind !== 'tools' || !Array.isArray(result.tools)) return result;
    const tools = this.#hub.exposure.present(this.#name, result.tools);
    return tools === result.tools ? result : { ...result, tools };
  }

  async route(method: string, params: JsonObject | undefined): Promise<readonly [Target]> {
    if (method !== 'tools/call' || typeof params?.name !== 'string') return [this.#target(method, params)];
    const meant = this.#hub.exposure.meant(this.#name, params.name);
    if (!meant) throw unknownTool(params.name);
    return [this.#target(method, paramsForServer(params, meant))];
  }

  tool(name: string): JsonObject | undefined {
    const { manager, exposure } = this.#hub;
    const tools = manager.surface(this.#name)?.lists.tools ?? [];
    return exposure.present(this.#name, tools).find(tool => tool.name === name);
  }

  #target(method: string, params: JsonObject | undefined): Target {
    const surface = this.#hub.manager.surface(this.#name);
    const tool = method === 'tools/call' ? toolOf(surface, String(params?.name)) : undefined;
    return { scope: { kind: 'server', name: this.#name }, service: this.#name, method, params, tool };
  }

  #page(
    { kind, field, key }: ListDefinition,
    listed: readonly JsonObject[],
    hints: ListHints | undefined,
    cursor: unknown,
  ): HubResult {
    const entries = kind === 'tools' ? this.#hub.exposure.present(this.#name, listed) : listed;
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
