import type { JsonObject } from '@gw/mcp-client';
import type { SyncCounts } from './catalog-options.ts';
import type { CatalogState } from './catalog-state.ts';
import { CatalogError } from './errors.ts';
import type { ToolPins } from './pinning/tool-pins.ts';
import { correctSchema } from './schema-correction.ts';
import type { ServerEntry } from './server-entry.ts';
import { surfaceHash } from './server-service.ts';
import { listed, syncCounts } from './tool-changes.ts';

/** Keeps what servers show as they show it: what the manager learns is written down. */
export class ToolLearning {
  readonly #state: CatalogState;
  readonly #pins: ToolPins;

  constructor(state: CatalogState, pins: ToolPins) {
    this.#state = state;
    this.#pins = pins;
  }

  /** Listens to the manager, and takes up what was learned before anybody did. */
  start(): void {
    const { events, services } = this.#state.options.manager;
    events.on('learned', this.#onLearned);
    events.on('listChanged', this.#onLearned);
    for (const name of services.keys()) this.#onLearned(name);
  }

  stop(): void {
    const { events } = this.#state.options.manager;
    events.off('learned', this.#onLearned);
    events.off('listChanged', this.#onLearned);
  }

  /** Takes up what the manager knows of a server. */
  learn(name: string): Promise<void> {
    return this.#state.inTurn(() => this.#learn(name));
  }

  /** What it throws: `Catalog`. */
  async sync(serverId: string, signal?: AbortSignal): Promise<SyncCounts> {
    const { table, options } = this.#state;
    const entry = table.get(serverId);
    const before = entry.toolRecords;
    if (!entry.local) {
      this.requireStarted(serverId);
      // The manager looks on, and shows what this client has seen.
      const client = await options.manager.createClient(entry.record.name, {
        forLearning: true,
        ...(signal && { signal }),
      });
      try {
        const tools = await client.list('tools', { ...(signal && { signal }) });
        await this.#state.inTurn(() => this.#sync(entry, tools));
      } finally {
        await client.stop();
      }
    }
    return syncCounts(before, entry.toolRecords);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_STOPPED` */
  requireStarted(serverId: string): void {
    const server = this.#state.view(this.#state.table.get(serverId));
    if (server.status !== 'stopped') return;
    throw new CatalogError('GW_SERVER_STOPPED', `Server ${server.name} is stopped; start it first`);
  }

  /** A list may have changed while it was being written down: what counts is the last one. */
  readonly #onLearned = (name: string): void => {
    void this.learn(name).catch((err: unknown) =>
      this.#state.logger.error({ server: name, err }, 'What a server shows could not be stored'),
    );
  };

  async #learn(name: string): Promise<void> {
    const { manager, store } = this.#state.options;
    const entry = this.#state.table.named(name);
    const surface = manager.surface(name);
    // What is merely remembered was stored before.
    if (!entry?.service || !surface || manager.status(name).state !== 'ready') return;
    entry.ailment = undefined;
    // What it lists is what is declared here.
    if (entry.local) return;
    if (entry.remembered?.surface !== surface) {
      const definitionHash = surfaceHash(entry.service);
      await store.surfaces.put(entry.record.id, definitionHash, surface as unknown as JsonObject);
      entry.remembered = { definitionHash, surface };
    }
    await this.#sync(entry, surface.lists.tools);
  }

  async #sync(entry: ServerEntry, tools: readonly JsonObject[]): Promise<void> {
    const { table, options } = this.#state;
    if (entry.synced === tools || table.find(entry.record.id) !== entry) return;
    const definitions = listed(tools);
    entry.synced = tools;
    const isSame =
      definitions.length === entry.toolRecords.length &&
      definitions.every(({ definitionHash }, at) => entry.toolRecords[at]?.definitionHash === definitionHash);
    if (isSame && entry.record.lastSyncedAt !== null) return;
    const { store } = options;
    const hashes = new Map(entry.toolRecords.map(({ id, definitionHash }) => [id, definitionHash]));
    const synced = await store.tools.sync(entry.record.id, definitions);
    const records = await Promise.all(
      synced.tools.map(async tool => {
        if (!tool.correctedSchema || hashes.get(tool.id) === tool.definitionHash) return tool;
        // What was put right is another schema now.
        const { schema, changes } = correctSchema(tool.definition.inputSchema);
        const correctedSchema = changes.length > 0 ? schema : null;
        return (await store.tools.update(tool.id, { correctedSchema })) ?? tool;
      }),
    );
    const before = entry.tools;
    table.setSynced(entry, records);
    this.#pins.report(entry.record.id, before);
    this.#state.tellTools(entry.record.id);
  }
}
