import type { BulkAction, BulkOptions, BulkResult, ServerHealth } from './catalog-server.ts';
import type { CatalogState } from './catalog-state.ts';
import { requireCredentials } from './credential-requirements.ts';
import { CatalogError } from './errors.ts';
import type { ServerChanges } from './server-changes.ts';
import type { ServerEntry } from './server-entry.ts';
import type { ToolLearning } from './tool-learning.ts';

/** Checks of all servers that go on side by side. */
const checksAtOnce = 8;

interface Parts {
  readonly changes: ServerChanges;
  readonly learning: ToolLearning;
}

/** Starting, stopping and asking after servers. What each method throws: `Catalog`. */
export class ServerLifecycle {
  readonly #state: CatalogState;
  readonly #parts: Parts;

  constructor(state: CatalogState, parts: Parts) {
    this.#state = state;
    this.#parts = parts;
  }

  async start(id: string, signal?: AbortSignal): Promise<ServerHealth> {
    const previousStatus = this.#state.view(this.#state.table.get(id)).status;
    await this.#setStopped(id, false);
    return { ...(await this.health(id, signal)), previousStatus };
  }

  async stop(id: string): Promise<ServerHealth> {
    const previousStatus = this.#state.view(this.#state.table.get(id)).status;
    await this.#setStopped(id, true);
    const entry = this.#state.table.get(id);
    await this.#state.options.processes.stop(entry.record.name);
    return this.#healthOf(entry, { previousStatus });
  }

  async health(id: string, signal?: AbortSignal): Promise<ServerHealth> {
    const { table, options } = this.#state;
    const entry = table.get(id);
    const previousStatus = this.#state.view(entry).status;
    if (!entry.service || previousStatus === 'stopped') return this.#healthOf(entry, { previousStatus });
    const startedAt = performance.now();
    try {
      const { name } = entry.record;
      await options.processes.check(name, signal);
      entry.ailment = undefined;
      // What it shows is known by the answer.
      await options.manager.getSurface(name, { ...(signal && { signal }) });
      await this.#parts.learning.learn(name);
    } catch (error) {
      entry.ailment = error instanceof Error ? error.message : 'It did not answer';
    }
    const latencyMs = Math.round(performance.now() - startedAt);
    return this.#healthOf(entry, { previousStatus, latencyMs });
  }

  async healthAll(ids: readonly string[], signal?: AbortSignal): Promise<ServerHealth[]> {
    const waiting = ids.map((id, place) => ({ id, place }));
    const results: ServerHealth[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (this.#state.table.find(next.id)) results[next.place] = await this.health(next.id, signal);
      }
    };
    await Promise.all(Array.from({ length: checksAtOnce }, work));
    return results.filter(Boolean);
  }

  async bulk(action: BulkAction, ids: readonly string[], options: BulkOptions): Promise<BulkResult[]> {
    return Promise.all(
      ids.map(async serverId => {
        try {
          return { serverId, error: await this.#do(action, serverId, options) };
        } catch (error) {
          return { serverId, error: error instanceof Error ? error.message : 'It failed' };
        }
      }),
    );
  }

  async #do(action: BulkAction, id: string, { signal, given }: BulkOptions): Promise<string | null> {
    if (action === 'start' || action === 'restart') {
      requireCredentials(this.#state.table.get(id), () => given?.(id) ?? []);
    }
    switch (action) {
      case 'start':
        return (await this.start(id, signal)).error;
      case 'stop':
        return (await this.stop(id)).error;
      case 'restart':
        await this.stop(id);
        return (await this.start(id, signal)).error;
      case 'delete':
        await this.#parts.changes.delete(id);
        return null;
      case 'sync':
        await this.#parts.learning.sync(id, signal);
        return null;
    }
  }

  async #setStopped(id: string, stoppedByHand: boolean): Promise<void> {
    await this.#state.inTurn(async () => {
      const entry = this.#state.table.get(id);
      if (entry.isFromConfig && entry.service?.enabled === false) {
        throw new CatalogError(
          'GW_SERVER_FROM_CONFIG',
          `Server ${entry.record.name} is disabled by the config file`,
        );
      }
      entry.ailment = undefined;
      if (entry.record.stoppedByHand === stoppedByHand) return;
      const record = await this.#state.options.store.servers.update(id, { stoppedByHand });
      if (record) entry.change(record);
      this.#state.apply();
    });
    this.#state.tellServers();
  }

  #healthOf(
    entry: ServerEntry,
    { previousStatus, latencyMs = null }: Pick<ServerHealth, 'previousStatus'> & Partial<ServerHealth>,
  ): ServerHealth {
    const server = this.#state.view(entry);
    return { server, previousStatus, latencyMs, error: server.lastError, checkedAt: Date.now() };
  }
}
