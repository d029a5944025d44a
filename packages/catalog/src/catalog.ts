import { EventEmitter } from 'node:events';
import { type JsonObject, type Logger, type McpService, type Surface, silentLogger } from '@gw/mcp-client';
import { type ServerRecord, type ServerStatus, StoreConflictError, type ToolOverrides } from '@gw/store';
import type {
  CatalogEvents,
  CatalogOptions,
  DeclaredTool,
  SyncCounts,
  ToolSelection,
} from './catalog-options.ts';
import type {
  BulkAction,
  BulkResult,
  CatalogServer,
  ChangedBy,
  NewServerFields,
  ServerFields,
  ServerHealth,
} from './catalog-server.ts';
import type { CatalogTool } from './catalog-tool.ts';
import { CatalogError, invalid } from './errors.ts';
import { inTurn } from './in-turn.ts';
import { type CorrectedSchema, correctSchema } from './schema-correction.ts';
import type { SecretBox } from './secrets/secret-box.ts';
import {
  type DividedConfig,
  dividedConfig,
  noSecrets,
  type ServerRules,
  type ServerSecrets,
} from './server-config.ts';
import { ServerEntry } from './server-entry.ts';
import { recordOf, serviceOf, surfaceHash } from './server-service.ts';
import { ServerTable, type ToolPlace } from './server-table.ts';
import { checkedOverrides, checkName, declared, listed, syncCounts } from './tool-changes.ts';

/** Checks of all servers that go on side by side. */
const checksAtOnce = 8;

/** All servers and tools that there are, of the config file and of the API, in memory and written through to the store. */
export class Catalog extends EventEmitter<CatalogEvents> {
  readonly #options: CatalogOptions;
  readonly #logger: Logger;
  readonly #secrets: SecretBox;
  readonly #table = new ServerTable();
  /** Changes follow each other, so that none is made for a state that another has left. */
  readonly #inTurn = inTurn();
  #rules: ServerRules;
  #configServices: readonly McpService[] = [];

  private constructor(options: CatalogOptions) {
    super();
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#secrets = options.secrets;
    this.#rules = options.rules;
  }

  /** Reads what is known, and hands the manager its services; listings answer from here on, though nothing runs yet. */
  static async open(options: CatalogOptions): Promise<Catalog> {
    const catalog = new Catalog(options);
    await catalog.#read();
    await catalog.#takeConfig(options.configServices);
    catalog.#apply();
    options.manager.events.on('learned', catalog.#onLearned);
    options.manager.events.on('listChanged', catalog.#onLearned);
    // What was learned before anybody listened.
    for (const name of options.manager.services.keys()) catalog.#onLearned(name);
    return catalog;
  }

  /** Ends listening to the manager; resolves when what was being written is. */
  async close(): Promise<void> {
    this.#options.manager.events.off('learned', this.#onLearned);
    this.#options.manager.events.off('listChanged', this.#onLearned);
    await this.#inTurn(async () => {});
  }

  /** Takes up another config file. */
  async configure(configServices: readonly McpService[], rules: ServerRules): Promise<void> {
    await this.#inTurn(async () => {
      this.#rules = rules;
      await this.#takeConfig(configServices);
      for (const entry of this.#table.entries()) if (!entry.isFromConfig) this.#define(entry, entry.secrets);
      this.#apply();
    });
    this.emit('serversChanged');
  }

  /** By name. */
  servers(): CatalogServer[] {
    const servers = this.#table.entries().map(entry => this.#view(entry));
    return servers.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND` */
  server(id: string): CatalogServer {
    return this.#view(this.#table.get(id));
  }

  serverByName(name: string): CatalogServer | undefined {
    const entry = this.#table.named(name);
    return entry && this.#view(entry);
  }

  /**
   * Adds a server; what it is is learned in the background.
   *
   * @throws CatalogError `GW_INVALID`, `GW_SERVER_NAME_TAKEN`, `GW_COMMANDS_NOT_ALLOWED`, `GW_SANDBOX_LOOSENED`
   */
  async create({ config = {}, ...fields }: NewServerFields, by: ChangedBy): Promise<CatalogServer> {
    checkName('/name', fields.name);
    const { open, secrets } = this.#divide(fields.type, config, by);
    const entry = await this.#inTurn(async () => {
      if (this.#table.named(fields.name)) throw nameTaken(fields.name);
      await this.#forget(fields.name);
      const record = await this.#unique(fields.name, () =>
        this.#options.store.servers.insert({ ...fields, config: open, sealedConfig: this.#seal(secrets) }),
      );
      const added = new ServerEntry(record);
      this.#define(added, secrets);
      this.#table.add(added);
      this.#apply();
      return added;
    });
    this.emit('serversChanged');
    return this.#view(entry);
  }

  /**
   * Changes what is given. Another `config` restarts the server when its calls in flight have ended.
   *
   * @throws CatalogError as `create`, `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG`
   */
  async update(id: string, { config, type, ...fields }: ServerFields, by: ChangedBy): Promise<CatalogServer> {
    if (fields.name !== undefined) checkName('/name', fields.name);
    const entry = await this.#inTurn(async () => {
      const known = this.#changeable(id);
      const { record, secrets: before } = known;
      if (type !== undefined && type !== record.type) throw invalid('/type', `stays ${record.type}`);
      const divided = config && this.#divide(record.type, config, by, before);
      const name = fields.name ?? record.name;
      if (name !== record.name && this.#table.named(name)) throw nameTaken(name);
      if (name !== record.name) await this.#forget(name);
      const changed = await this.#unique(name, () =>
        this.#options.store.servers.update(id, {
          ...fields,
          ...(divided && { config: divided.open, sealedConfig: this.#seal(divided.secrets) }),
        }),
      );
      if (!changed) throw new CatalogError('GW_SERVER_NOT_FOUND', `There is no server with the id ${id}`);
      this.#table.remove(known);
      known.change(changed);
      this.#define(known, divided?.secrets ?? before);
      this.#table.add(known);
      this.#apply();
      return known;
    });
    this.emit('serversChanged');
    this.#tellTools(id);
    return this.#view(entry);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG` */
  async delete(id: string): Promise<void> {
    await this.#inTurn(async () => {
      const entry = this.#changeable(id);
      await this.#options.store.servers.delete(id);
      this.#table.remove(entry);
      this.#apply();
    });
    this.emit('serversChanged');
  }

  /**
   * Starts the server's own process, and lets it start by itself from now on.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG` when the config file has disabled it
   */
  async start(id: string, signal?: AbortSignal): Promise<ServerHealth> {
    const previousStatus = this.server(id).status;
    await this.#setStopped(id, false);
    return { ...(await this.health(id, signal)), previousStatus };
  }

  /** Stops the server until somebody starts it; calls of its own process end with that. */
  async stop(id: string): Promise<ServerHealth> {
    const previousStatus = this.server(id).status;
    await this.#setStopped(id, true);
    const entry = this.#table.get(id);
    await this.#options.processes.stop(entry.record.name);
    return this.#health(entry, { previousStatus });
  }

  /** Asks the server's own process whether it is there, and starts it for that; a stopped one stays so. */
  async health(id: string, signal?: AbortSignal): Promise<ServerHealth> {
    const entry = this.#table.get(id);
    const previousStatus = this.#view(entry).status;
    if (!entry.service || previousStatus === 'stopped') return this.#health(entry, { previousStatus });
    const startedAt = performance.now();
    try {
      const { name } = entry.record;
      await this.#options.processes.check(name, signal);
      entry.ailment = undefined;
      // What it shows is known by the answer.
      await this.#options.manager.getSurface(name, { ...(signal && { signal }) });
      await this.#inTurn(() => this.#learn(name));
    } catch (error) {
      entry.ailment = error instanceof Error ? error.message : 'It did not answer';
    }
    const latencyMs = Math.round(performance.now() - startedAt);
    return this.#health(entry, { previousStatus, latencyMs });
  }

  /** Of every server, by name. */
  async healthAll(signal?: AbortSignal): Promise<ServerHealth[]> {
    const waiting = this.servers().map(({ id }, place) => ({ id, place }));
    const results: ServerHealth[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (this.#table.find(next.id)) results[next.place] = await this.health(next.id, signal);
      }
    };
    await Promise.all(Array.from({ length: checksAtOnce }, work));
    return results.filter(Boolean);
  }

  /** Does one thing to several servers; what fails for one leaves the others alone. */
  async bulk(action: BulkAction, ids: readonly string[], signal?: AbortSignal): Promise<BulkResult[]> {
    return Promise.all(
      ids.map(async serverId => {
        try {
          return { serverId, error: await this.#do(action, serverId, signal) };
        } catch (error) {
          return { serverId, error: error instanceof Error ? error.message : 'It failed' };
        }
      }),
    );
  }

  /** Of all servers, by their names; hidden ones too. */
  tools(): CatalogTool[] {
    return this.servers().flatMap(({ id }) => this.#table.get(id).tools);
  }

  /** In the server's order, hidden ones too. @throws CatalogError `GW_SERVER_NOT_FOUND` */
  toolsOf(serverId: string): readonly CatalogTool[] {
    return this.#table.get(serverId).tools;
  }

  /** By id, hidden ones too. */
  tool(id: string): CatalogTool | undefined {
    return this.#table.tool(id);
  }

  /** The tool that a server itself names so, hidden ones too; undefined where it isn't known. */
  ownTool(serverName: string, ownName: string): CatalogTool | undefined {
    return this.#table.named(serverName)?.tool(ownName);
  }

  /** Which tools of a server are exposed; undefined where there is no such server. */
  exposureOf(serverName: string): 'all' | 'selected' | undefined {
    return this.#table.named(serverName)?.record.exposureMode;
  }

  /** The exposed tool that callers see under this name at this server. */
  offeredTool(serverName: string, name: string): CatalogTool | undefined {
    return this.#table.named(serverName)?.offered(name);
  }

  /**
   * The exposed tool that a caller means: by qualified name, or by its bare name where one server is named or only one
   * has it.
   *
   * @throws CatalogError `GW_TOOL_NOT_FOUND`, `GW_TOOL_AMBIGUOUS`, `GW_SERVER_NOT_FOUND`
   */
  resolve(name: string, place: ToolPlace = {}): CatalogTool {
    return this.#table.resolve(name, place);
  }

  /** @throws CatalogError `GW_SERVER_STOPPED` when somebody has stopped the server */
  requireStarted(serverId: string): void {
    const server = this.server(serverId);
    if (server.status !== 'stopped') return;
    throw new CatalogError('GW_SERVER_STOPPED', `Server ${server.name} is stopped; start it first`);
  }

  /**
   * Changes what callers see of a tool: what is given replaces, `null` takes an override away, what is left out stays.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_TOOL_NOT_FOUND`, `GW_TOOL_NAME_TAKEN`, `GW_INVALID`
   */
  async setOverrides(
    serverId: string,
    toolId: string,
    changes: { readonly [K in keyof ToolOverrides]?: ToolOverrides[K] | null | undefined },
  ): Promise<CatalogTool> {
    return this.#changeTool(serverId, toolId, async (tool, entry) => {
      const overrides = checkedOverrides(tool, entry.tools, changes);
      await this.#options.store.tools.update(toolId, { overrides });
    });
  }

  async resetOverrides(serverId: string, toolId: string): Promise<CatalogTool> {
    return this.#changeTool(serverId, toolId, async (tool, entry) => {
      checkedOverrides({ ...tool, overrides: {} }, entry.tools, {});
      await this.#options.store.tools.update(toolId, { overrides: null });
    });
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND` */
  selection(serverId: string): ToolSelection {
    const { record, tools } = this.#table.get(serverId);
    const selectedToolIds = tools.filter(({ selected }) => selected).map(({ id }) => id);
    return { exposureMode: record.exposureMode, selectedToolIds };
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_INVALID` when an id is no tool of the server's */
  async select(
    serverId: string,
    { exposureMode, selectedToolIds }: Partial<ToolSelection>,
  ): Promise<ToolSelection> {
    await this.#inTurn(async () => {
      const entry = this.#table.get(serverId);
      const { store } = this.#options;
      const own = new Set(entry.toolRecords.map(({ id }) => id));
      const wrong = selectedToolIds?.findIndex(id => !own.has(id)) ?? -1;
      if (wrong >= 0) throw invalid(`/selected_tool_ids/${wrong}`, 'is no tool of this server');
      await store.transaction(async tables => {
        if (selectedToolIds) await tables.tools.select(serverId, [...new Set(selectedToolIds)]);
        if (exposureMode) await tables.servers.update(serverId, { exposureMode });
      });
      const record = await store.servers.get(serverId);
      if (record) entry.change(record);
      this.#table.setTools(entry, await store.tools.ofServer(serverId));
    });
    this.#tellTools(serverId);
    return this.selection(serverId);
  }

  /** Puts a tool's input schema right by rule; the corrected one is offered from then on. */
  async correctSchema(serverId: string, toolId: string): Promise<CorrectedSchema> {
    const { definition } = this.#toolOf(serverId, toolId);
    const corrected = correctSchema(definition.inputSchema);
    const correctedSchema = corrected.changes.length > 0 ? corrected.schema : null;
    await this.#changeTool(serverId, toolId, async () => {
      await this.#options.store.tools.update(toolId, { correctedSchema });
    });
    return corrected;
  }

  /**
   * Reads the server's tools anew. Of a `local` server, nothing changes.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_STOPPED`
   * @throws UpstreamError the server can't be started or doesn't list its tools
   */
  async sync(serverId: string, signal?: AbortSignal): Promise<SyncCounts> {
    const entry = this.#table.get(serverId);
    const before = entry.toolRecords;
    if (entry.record.type !== 'local') {
      this.requireStarted(serverId);
      const { manager } = this.#options;
      // The manager looks on, and shows what this client has seen.
      const client = await manager.createClient(entry.record.name, { ...(signal && { signal }) });
      try {
        const tools = await client.list('tools', { ...(signal && { signal }) });
        await this.#inTurn(() => this.#sync(entry, tools));
      } finally {
        await client.stop();
      }
    }
    return syncCounts(before, entry.toolRecords);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_NOT_LOCAL`, `GW_TOOL_NAME_TAKEN`, `GW_INVALID` */
  async declareTool(serverId: string, tool: DeclaredTool): Promise<CatalogTool> {
    const definition = declared('', tool);
    const id = await this.#inTurn(async () => {
      const entry = this.#local(serverId);
      checkedOverrides({ id: '', name: tool.name, overrides: {} }, entry.tools, {});
      const record = await this.#uniqueTool(tool.name, () =>
        this.#options.store.tools.declare(serverId, definition),
      );
      this.#table.setTools(entry, [...entry.toolRecords, record]);
      return record.id;
    });
    this.#tellTools(serverId);
    return this.#toolOf(serverId, id);
  }

  /** @throws CatalogError as `declareTool`, `GW_TOOL_NOT_FOUND` */
  async updateTool(serverId: string, toolId: string, changes: Partial<DeclaredTool>): Promise<CatalogTool> {
    return this.#changeTool(serverId, toolId, async ({ name, definition: before }, entry) => {
      this.#local(serverId);
      const { description, inputSchema } = before as Pick<DeclaredTool, 'description' | 'inputSchema'>;
      const changed = declared('', { name, description, inputSchema, ...changes });
      if (changed.name !== name && entry.tool(changed.name)) throw toolNameTaken(changed.name);
      await this.#uniqueTool(changed.name, () => this.#options.store.tools.update(toolId, changed));
    });
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_NOT_LOCAL`, `GW_TOOL_NOT_FOUND` */
  async deleteTool(serverId: string, toolId: string): Promise<void> {
    await this.#inTurn(async () => {
      const entry = this.#local(serverId);
      this.#toolOf(serverId, toolId);
      await this.#options.store.tools.delete(toolId);
      this.#table.setTools(
        entry,
        entry.toolRecords.filter(({ id }) => id !== toolId),
      );
    });
    this.#tellTools(serverId);
  }

  /** Makes a local server's tools these, as one change. @throws CatalogError as `declareTool` */
  async syncLocalTools(serverId: string, tools: readonly DeclaredTool[]): Promise<SyncCounts> {
    const definitions = tools.map((tool, place) => declared(`/tools/${place}`, tool));
    const twice = definitions.findIndex(
      ({ name }, at) => definitions.findIndex(one => one.name === name) < at,
    );
    if (twice >= 0) throw invalid(`/tools/${twice}/name`, 'stands twice');
    const before = this.#table.get(serverId).toolRecords;
    await this.#inTurn(async () => {
      const entry = this.#local(serverId);
      const { tools: records } = await this.#options.store.tools.sync(serverId, definitions);
      this.#setSynced(entry, records);
    });
    this.#tellTools(serverId);
    return syncCounts(before, this.#table.get(serverId).toolRecords);
  }

  async #read(): Promise<void> {
    const { store } = this.#options;
    const [records, tools, surfaces] = await Promise.all([
      store.servers.all(),
      store.tools.all(),
      store.surfaces.all(),
    ]);
    const toolsOf = Map.groupBy(tools, ({ serverId }) => serverId);
    const surfaceOf = new Map(surfaces.map(surface => [surface.serverId, surface]));
    for (const record of records.sort((one, other) => (one.id < other.id ? -1 : 1))) {
      const entry = new ServerEntry(record);
      entry.toolRecords = toolsOf.get(record.id) ?? [];
      const known = surfaceOf.get(record.id);
      if (known) {
        entry.remembered = {
          definitionHash: known.definitionHash,
          surface: known.surface as unknown as Surface,
        };
      }
      if (!entry.isFromConfig) this.#open(entry);
      this.#table.add(entry);
    }
  }

  /** What the config file has counts: its services take over records of their names, those that it has no more are not listed. */
  async #takeConfig(services: readonly McpService[]): Promise<void> {
    const { servers } = this.#options.store;
    const wanted = new Map(services.map(service => [service.name, service]));
    for (const entry of this.#table.entries()) {
      if (entry.isFromConfig && !wanted.has(entry.record.name)) this.#table.remove(entry);
    }
    for (const service of services) {
      const fields = recordOf(service);
      const known = this.#table.named(service.name);
      const stored = known?.record ?? (await servers.findByName(service.name));
      if (known && !known.isFromConfig) {
        this.#logger.warn({ server: service.name }, 'A server of the API is now what the config file says');
      }
      const isSame =
        stored &&
        Object.entries(fields).every(([key, value]) => isEqual(stored[key as keyof typeof fields], value));
      const record = isSame
        ? stored
        : stored
          ? ((await servers.update(stored.id, { ...fields, sealedConfig: null })) ?? stored)
          : await servers.insert(fields);
      const entry = known ?? new ServerEntry(record);
      if (!known && stored) entry.toolRecords = await this.#options.store.tools.ofServer(record.id);
      if (known) this.#table.remove(known);
      entry.change(record);
      entry.fault = undefined;
      entry.secrets = noSecrets;
      entry.service = service;
      this.#table.add(entry);
    }
    this.#configServices = services;
  }

  /** A record of the config file's that it has no more makes room for a server of its name. */
  async #forget(name: string): Promise<void> {
    const { servers } = this.#options.store;
    const record = await servers.findByName(name);
    if (record?.source === 'config') await servers.delete(record.id);
  }

  #apply(): void {
    const { manager, onConfigured } = this.#options;
    const fromConfig = this.#configServices.map(({ name }) => this.#table.named(name));
    // The oldest first: who comes later takes no name from those before.
    const others = this.#table
      .entries()
      .filter(({ isFromConfig }) => !isFromConfig)
      .sort((one, other) => (one.record.id < other.record.id ? -1 : 1));
    const runnable = [...fromConfig, ...others].filter(entry => entry && !entry.record.stoppedByHand);
    const changes = manager.configure(runnable.flatMap(entry => entry?.service ?? []));
    for (const { service, remembered } of this.#table.entries()) {
      if (service && remembered?.definitionHash === surfaceHash(service)) {
        manager.remember(service.name, remembered.surface);
      }
    }
    onConfigured?.(changes);
  }

  /** Makes what is started for a server of the API out of its record. */
  #define(entry: ServerEntry, secrets: ServerSecrets): void {
    entry.secrets = secrets;
    entry.fault = undefined;
    entry.ailment = undefined;
    try {
      entry.service = serviceOf(entry.record, secrets, this.#rules);
    } catch (err) {
      entry.service = undefined;
      entry.fault = 'Its definition can not be used';
      this.#logger.error({ server: entry.record.name, err }, entry.fault);
    }
  }

  #open(entry: ServerEntry): void {
    const { sealedConfig, name } = entry.record;
    try {
      const secrets = sealedConfig
        ? (JSON.parse(this.#secrets.open(sealedConfig)) as ServerSecrets)
        : noSecrets;
      this.#define(entry, secrets);
    } catch (err) {
      entry.fault = 'Its secrets can not be opened with the key that the gateway has';
      this.#logger.error({ server: name, err }, entry.fault);
    }
  }

  #seal(secrets: ServerSecrets) {
    const isEmpty = Object.keys(secrets.env).length + Object.keys(secrets.headers).length === 0;
    return isEmpty ? null : this.#secrets.seal(JSON.stringify(secrets));
  }

  #divide(
    type: ServerRecord['type'],
    config: Readonly<Record<string, unknown>>,
    { isOwner }: ChangedBy,
    before?: ServerSecrets,
  ): DividedConfig {
    return dividedConfig(type, config, { ...this.#rules, mayLoosen: isOwner, before });
  }

  async #setStopped(id: string, stoppedByHand: boolean): Promise<void> {
    await this.#inTurn(async () => {
      const entry = this.#table.get(id);
      if (entry.isFromConfig && entry.service?.enabled === false) {
        throw new CatalogError(
          'GW_SERVER_FROM_CONFIG',
          `Server ${entry.record.name} is disabled by the config file`,
        );
      }
      entry.ailment = undefined;
      if (entry.record.stoppedByHand === stoppedByHand) return;
      const record = await this.#options.store.servers.update(id, { stoppedByHand });
      if (record) entry.change(record);
      this.#apply();
    });
    this.emit('serversChanged');
  }

  async #do(action: BulkAction, id: string, signal: AbortSignal | undefined): Promise<string | null> {
    switch (action) {
      case 'start':
        return (await this.start(id, signal)).error;
      case 'stop':
        return (await this.stop(id)).error;
      case 'restart':
        await this.stop(id);
        return (await this.start(id, signal)).error;
      case 'delete':
        await this.delete(id);
        return null;
      case 'sync':
        await this.sync(id, signal);
        return null;
    }
  }

  #view(entry: ServerEntry): CatalogServer {
    const { sealedConfig: _, ...record } = entry.record;
    return { ...record, ...this.#status(entry), toolCount: entry.toolRecords.length };
  }

  #status({ record, service, fault, ailment }: ServerEntry): {
    status: ServerStatus;
    lastError: string | null;
  } {
    if (record.stoppedByHand || service?.enabled === false) return { status: 'stopped', lastError: null };
    if (fault !== undefined) return { status: 'error', lastError: fault };
    if (!service) return { status: 'running', lastError: null };
    const { manager } = this.#options;
    if (!manager.services.has(record.name)) return { status: 'starting', lastError: null };
    const { state, lastError } = manager.status(record.name);
    if (ailment !== undefined) return { status: 'error', lastError: ailment };
    if (state === 'failed') return { status: 'error', lastError: lastError?.message ?? null };
    return { status: state === 'ready' ? 'running' : 'starting', lastError: null };
  }

  #health(
    entry: ServerEntry,
    { previousStatus, latencyMs = null }: { previousStatus: ServerStatus; latencyMs?: number | null },
  ): ServerHealth {
    const server = this.#view(entry);
    return { server, previousStatus, latencyMs, error: server.lastError, checkedAt: Date.now() };
  }

  /** A list may have changed while it was being written down: what counts is the last one. */
  readonly #onLearned = (name: string): void => {
    void this.#inTurn(() => this.#learn(name)).catch((err: unknown) =>
      this.#logger.error({ server: name, err }, 'What a server shows could not be stored'),
    );
  };

  async #learn(name: string): Promise<void> {
    const { manager, store } = this.#options;
    const entry = this.#table.named(name);
    const surface = manager.surface(name);
    // What is merely remembered was stored before.
    if (!entry?.service || !surface || manager.status(name).state !== 'ready') return;
    entry.ailment = undefined;
    if (entry.remembered?.surface !== surface) {
      const definitionHash = surfaceHash(entry.service);
      await store.surfaces.put(entry.record.id, definitionHash, surface as unknown as JsonObject);
      entry.remembered = { definitionHash, surface };
    }
    await this.#sync(entry, surface.lists.tools);
  }

  async #sync(entry: ServerEntry, tools: readonly JsonObject[]): Promise<void> {
    if (entry.synced === tools || this.#table.find(entry.record.id) !== entry) return;
    const definitions = listed(tools);
    entry.synced = tools;
    const isSame =
      definitions.length === entry.toolRecords.length &&
      definitions.every(({ definitionHash }, at) => entry.toolRecords[at]?.definitionHash === definitionHash);
    if (isSame && entry.record.lastSyncedAt !== null) return;
    const { store } = this.#options;
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
    this.#setSynced(entry, records);
    this.#tellTools(entry.record.id);
  }

  #setSynced(entry: ServerEntry, records: ServerEntry['toolRecords']): void {
    entry.change({ ...entry.record, lastSyncedAt: Date.now() });
    this.#table.setTools(entry, records);
  }

  async #changeTool(
    serverId: string,
    toolId: string,
    change: (tool: CatalogTool, entry: ServerEntry) => Promise<void>,
  ): Promise<CatalogTool> {
    await this.#inTurn(async () => {
      const entry = this.#table.get(serverId);
      await change(this.#toolOf(serverId, toolId), entry);
      const record = await this.#options.store.tools.get(toolId);
      if (!record) return;
      this.#table.setTools(
        entry,
        entry.toolRecords.map(known => (known.id === toolId ? record : known)),
      );
    });
    this.#tellTools(serverId);
    return this.#toolOf(serverId, toolId);
  }

  #tellTools(serverId: string): void {
    const name = this.#table.find(serverId)?.record.name;
    if (name !== undefined) this.emit('toolsChanged', serverId, name);
  }

  #toolOf(serverId: string, toolId: string): CatalogTool {
    this.#table.get(serverId);
    const tool = this.#table.tool(toolId);
    if (tool?.serverId === serverId) return tool;
    throw new CatalogError('GW_TOOL_NOT_FOUND', `The server has no tool with the id ${toolId}`);
  }

  #changeable(id: string): ServerEntry {
    const entry = this.#table.get(id);
    if (!entry.isFromConfig) return entry;
    throw new CatalogError(
      'GW_SERVER_FROM_CONFIG',
      `Server ${entry.record.name} is of the config file, and is changed there`,
    );
  }

  #local(id: string): ServerEntry {
    const entry = this.#table.get(id);
    if (entry.record.type === 'local') return entry;
    throw new CatalogError('GW_SERVER_NOT_LOCAL', 'Tools can be declared on servers of type local only');
  }

  /** Another gateway on the same database may have been faster. */
  async #unique<T>(name: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw error instanceof StoreConflictError ? nameTaken(name) : error;
    }
  }

  async #uniqueTool<T>(name: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw error instanceof StoreConflictError ? toolNameTaken(name) : error;
    }
  }
}

const nameTaken = (name: string) =>
  new CatalogError('GW_SERVER_NAME_TAKEN', `There is a server named ${name} already`);
const toolNameTaken = (name: string) =>
  new CatalogError('GW_TOOL_NAME_TAKEN', `The server has a tool named ${name} already`);
const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
