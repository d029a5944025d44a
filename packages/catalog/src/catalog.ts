import { EventEmitter } from 'node:events';
import type { JsonObject, McpService } from '@gw/mcp-client';
import type { ToolOverrides } from '@gw/store';
import type {
  CatalogEvents,
  CatalogOptions,
  DeclaredTool,
  SyncCounts,
  ToolSelection,
} from './catalog-options.ts';
import type {
  BulkAction,
  BulkOptions,
  BulkResult,
  CatalogServer,
  ChangedBy,
  NewServerFields,
  ServerFields,
  ServerHealth,
} from './catalog-server.ts';
import { CatalogState } from './catalog-state.ts';
import type { CatalogTool } from './catalog-tool.ts';
import { takeConfig } from './config-servers.ts';
import { requireCredentials } from './credential-requirements.ts';
import { readServers } from './known-servers.ts';
import { LocalTools } from './local-tools.ts';
import { takeAllFromStore, takeFromStore } from './outside-servers.ts';
import { mayShow } from './pinning/tool-pin.ts';
import { type PinnedTool, ToolPins } from './pinning/tool-pins.ts';
import type { CorrectedSchema } from './schema-correction.ts';
import { ServerChanges } from './server-changes.ts';
import { checkUrl, type ServerRules } from './server-config.ts';
import { type ServerCredential, ServerCredentials } from './server-credentials.ts';
import { ServerDefinitions } from './server-definitions.ts';
import { ServerLifecycle } from './server-lifecycle.ts';
import { ServerReservations, type SettledServer } from './server-reservations.ts';
import type { ToolPlace } from './server-table.ts';
import { ToolEdits } from './tool-edits.ts';
import { ToolLearning } from './tool-learning.ts';

/** All servers and tools that there are, of the config file and of the API, in memory and written through to the store. */
export class Catalog extends EventEmitter<CatalogEvents> {
  readonly #state: CatalogState;
  readonly #definitions: ServerDefinitions;
  readonly #changes: ServerChanges;
  readonly #reservations: ServerReservations;
  readonly #pins: ToolPins;
  readonly #learning: ToolLearning;
  readonly #lifecycle: ServerLifecycle;
  readonly #edits: ToolEdits;
  readonly #local: LocalTools;
  readonly #credentials: ServerCredentials;

  private constructor(options: CatalogOptions) {
    super();
    this.#state = new CatalogState(options, this);
    this.#definitions = new ServerDefinitions(this.#state);
    this.#credentials = new ServerCredentials(this.#state, this.#definitions);
    this.#changes = new ServerChanges(this.#state, this.#definitions);
    const made = { changes: this.#changes, definitions: this.#definitions };
    this.#reservations = new ServerReservations(this.#state, made);
    this.#pins = new ToolPins(this.#state);
    this.#learning = new ToolLearning(this.#state, this.#pins);
    this.#lifecycle = new ServerLifecycle(this.#state, { changes: this.#changes, learning: this.#learning });
    this.#edits = new ToolEdits(this.#state);
    this.#local = new LocalTools(this.#state, this.#edits);
  }

  /** Reads what is known, and hands the manager its services; listings answer from here on, though nothing runs yet. */
  static async open(options: CatalogOptions): Promise<Catalog> {
    const catalog = new Catalog(options);
    await readServers(catalog.#state, catalog.#definitions);
    await takeConfig(catalog.#state, options.configServices);
    catalog.#state.apply();
    catalog.#learning.start();
    return catalog;
  }

  /** Ends listening to the manager; resolves when what was being written is. */
  async close(): Promise<void> {
    this.#learning.stop();
    await this.#state.inTurn(async () => {});
  }

  /** Takes up another config file. */
  async configure(configServices: readonly McpService[], rules: ServerRules): Promise<void> {
    await this.#state.inTurn(async () => {
      this.#state.rules = rules;
      await takeConfig(this.#state, configServices);
      this.#definitions.defineAll();
      this.#state.apply();
    });
    this.#state.tellServers();
  }

  /** Takes up what another gateway on the same database has changed: about one server and its tools, or about any. */
  refresh(serverId?: string): Promise<void> {
    if (serverId === undefined) return takeAllFromStore(this.#state, this.#definitions);
    return takeFromStore(this.#state, this.#definitions, serverId);
  }

  /** By name. */
  servers(): CatalogServer[] {
    return this.#state.table.sorted().map(entry => this.#state.view(entry));
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND` */
  server(id: string): CatalogServer {
    return this.#state.view(this.#state.table.get(id));
  }

  /** What a URL of a caller's must be. @throws CatalogError `GW_INVALID`, also where it leads to a private address */
  checkUrl(pointer: string, url: string): void {
    checkUrl(pointer, url, this.#state.rules);
  }

  /** Whether there is such a server. */
  has(id: string): boolean {
    return this.#state.table.find(id) !== undefined;
  }

  /** Of a server's name; undefined where there is none. */
  idOf(name: string): string | undefined {
    return this.#state.table.named(name)?.record.id;
  }

  serverByName(name: string): CatalogServer | undefined {
    const entry = this.#state.table.named(name);
    return entry && this.#state.view(entry);
  }

  /**
   * Adds a server; what it is is learned in the background.
   *
   * @throws CatalogError `GW_INVALID`, `GW_SERVER_NAME_TAKEN`, `GW_COMMANDS_NOT_ALLOWED`, `GW_SANDBOX_LOOSENED`
   */
  create(fields: NewServerFields, by: ChangedBy): Promise<CatalogServer> {
    return this.#changes.create(fields, by);
  }

  /**
   * Lists a server, in status `starting`, that is still to be installed; nothing is started for it. What `config`
   * says already is checked. The place of one whose installation failed is taken.
   *
   * @throws CatalogError as `create`
   */
  reserve(fields: NewServerFields, by: ChangedBy): Promise<CatalogServer> {
    return this.#reservations.reserve(fields, by);
  }

  /** Servers that are still being installed. */
  reserved(): CatalogServer[] {
    return this.#reservations.open();
  }

  /** @throws CatalogError `GW_SERVER_NAME_TAKEN` when `reserve` would find it so now */
  requireFree(name: string): void {
    this.#reservations.requireFree(name);
  }

  /** Says how a reserved server is reached: it is one as any other from then on. @throws CatalogError as `update` */
  settle(id: string, settled: SettledServer, by: ChangedBy): Promise<CatalogServer> {
    return this.#reservations.settle(id, settled, by);
  }

  /** Lists a reserved server in status `error`, with why; it stays so over restarts. Nothing where it is gone. */
  failReserved(id: string, lastError: string): Promise<void> {
    return this.#reservations.fail(id, lastError);
  }

  /**
   * Changes what is given. Another `config` restarts the server when its calls in flight have ended.
   *
   * @throws CatalogError as `create`, `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG`
   */
  update(id: string, fields: ServerFields, by: ChangedBy): Promise<CatalogServer> {
    return this.#changes.update(id, fields, by);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG` */
  delete(id: string): Promise<void> {
    return this.#changes.delete(id);
  }

  /**
   * Starts the server's own process, and lets it start by itself from now on.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG` when the config file has disabled it
   */
  start(id: string, signal?: AbortSignal): Promise<ServerHealth> {
    return this.#lifecycle.start(id, signal);
  }

  /** Stops the server until somebody starts it, when the calls of its own process have ended. */
  stop(id: string): Promise<ServerHealth> {
    return this.#lifecycle.stop(id);
  }

  /** Asks the server's own process whether it is there, and starts it for that; a stopped one stays so. */
  health(id: string, signal?: AbortSignal): Promise<ServerHealth> {
    return this.#lifecycle.health(id, signal);
  }

  /** Of every server, by name. */
  healthAll(signal?: AbortSignal): Promise<ServerHealth[]> {
    const ids = this.servers().map(({ id }) => id);
    return this.#lifecycle.healthAll(ids, signal);
  }

  /** Does one thing to several servers; what fails for one leaves the others alone. */
  bulk(action: BulkAction, ids: readonly string[], options: BulkOptions = {}): Promise<BulkResult[]> {
    return this.#lifecycle.bulk(action, ids, options);
  }

  /** Of all servers, by their names; hidden ones too. */
  tools(): CatalogTool[] {
    return this.#state.table.sorted().flatMap(({ tools }) => tools);
  }

  /** A server's secrets for everyone who uses it, by name. @throws CatalogError `GW_SERVER_NOT_FOUND` */
  credentials(serverId: string): ServerCredential[] {
    return this.#credentials.list(serverId);
  }

  /**
   * Gives a server a secret, which it finds as variable or gets as header under this name. The server starts anew
   * when its calls in flight have ended.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG`, `GW_CREDENTIAL_NAME_TAKEN`, `GW_INVALID`
   */
  addCredential(serverId: string, credential: { name: string; value: string }): Promise<ServerCredential> {
    return this.#credentials.add(serverId, credential);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_FROM_CONFIG`, `GW_CREDENTIAL_NOT_FOUND` */
  removeCredential(serverId: string, credentialId: string): Promise<void> {
    return this.#credentials.remove(serverId, credentialId);
  }

  /**
   * @param given names of what the caller brings along, asked where it matters
   * @throws CatalogError `GW_CREDENTIALS_MISSING` what the server's `credential_requirements` ask for is not there
   */
  requireCredentials(serverId: string, given: () => readonly string[] = () => []): void {
    requireCredentials(this.#state.table.get(serverId), given);
  }

  /** In the server's order, hidden ones too. @throws CatalogError `GW_SERVER_NOT_FOUND` */
  toolsOf(serverId: string): readonly CatalogTool[] {
    return this.#state.table.get(serverId).tools;
  }

  /** By id, hidden ones too. */
  tool(id: string): CatalogTool | undefined {
    return this.#state.table.tool(id);
  }

  /** The tool that a server itself names so, hidden ones too; undefined where it isn't known. */
  ownTool(serverName: string, ownName: string): CatalogTool | undefined {
    return this.#state.table.named(serverName)?.tool(ownName);
  }

  /**
   * Whether callers may see a tool as a server lists it, to all or to one session: not what differs from the approved
   * one, where such tools are held back.
   */
  mayShow(serverName: string, definition: JsonObject): boolean {
    const known = this.ownTool(serverName, String(definition.name));
    return !known || mayShow(known.pin, definition);
  }

  /** What was approved of a server's tools, and what has changed since. @throws CatalogError `GW_SERVER_NOT_FOUND` */
  pins(serverId: string): PinnedTool[] {
    return this.#pins.ofServer(serverId);
  }

  /**
   * Takes tools for approved as they are now.
   *
   * @param toolIds default: all of the server
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_INVALID` when an id is no tool of the server's
   */
  approve(serverId: string, toolIds?: readonly string[]): Promise<PinnedTool[]> {
    return this.#pins.approve(serverId, toolIds);
  }

  /** Which tools of a server are exposed; undefined where there is no such server. */
  exposureOf(serverName: string): 'all' | 'selected' | undefined {
    return this.#state.table.named(serverName)?.record.exposureMode;
  }

  /** The exposed tool that callers see under this name at this server. */
  offeredTool(serverName: string, name: string): CatalogTool | undefined {
    return this.#state.table.named(serverName)?.offered(name);
  }

  /**
   * The exposed tool that a caller means: by qualified name, or by its bare name where one server is named or only one
   * has it.
   *
   * @throws CatalogError `GW_TOOL_NOT_FOUND`, `GW_TOOL_AMBIGUOUS`, `GW_SERVER_NOT_FOUND`
   */
  resolve(name: string, place: ToolPlace = {}): CatalogTool {
    return this.#state.table.resolve(name, place);
  }

  /** Whether anything carries out a server's tools: declared ones are merely listed where there is no endpoint. */
  carriesOut(serverId: string): boolean {
    return this.#state.table.get(serverId).local?.carriesOut ?? true;
  }

  /** @throws CatalogError `GW_SERVER_STOPPED` when somebody has stopped the server */
  requireStarted(serverId: string): void {
    this.#learning.requireStarted(serverId);
  }

  /**
   * Changes what callers see of a tool: what is given replaces, `null` takes an override away, what is left out stays.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_TOOL_NOT_FOUND`, `GW_TOOL_NAME_TAKEN`, `GW_INVALID`
   */
  setOverrides(
    serverId: string,
    toolId: string,
    changes: { readonly [K in keyof ToolOverrides]?: ToolOverrides[K] | null | undefined },
  ): Promise<CatalogTool> {
    return this.#edits.setOverrides(serverId, toolId, changes);
  }

  resetOverrides(serverId: string, toolId: string): Promise<CatalogTool> {
    return this.#edits.resetOverrides(serverId, toolId);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND` */
  selection(serverId: string): ToolSelection {
    return this.#edits.selection(serverId);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_INVALID` when an id is no tool of the server's */
  select(serverId: string, selection: Partial<ToolSelection>): Promise<ToolSelection> {
    return this.#edits.select(serverId, selection);
  }

  /** Puts a tool's input schema right by rule; the corrected one is offered from then on. */
  correctSchema(serverId: string, toolId: string): Promise<CorrectedSchema> {
    return this.#edits.correctSchema(serverId, toolId);
  }

  /**
   * Reads the server's tools anew. Of a `local` server, nothing changes.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_STOPPED`
   * @throws UpstreamError the server can't be started or doesn't list its tools
   */
  sync(serverId: string, signal?: AbortSignal): Promise<SyncCounts> {
    return this.#learning.sync(serverId, signal);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_NOT_LOCAL`, `GW_TOOL_NAME_TAKEN`, `GW_INVALID` */
  declareTool(serverId: string, tool: DeclaredTool): Promise<CatalogTool> {
    return this.#local.declare(serverId, tool);
  }

  /** @throws CatalogError as `declareTool`, `GW_TOOL_NOT_FOUND` */
  updateTool(serverId: string, toolId: string, changes: Partial<DeclaredTool>): Promise<CatalogTool> {
    return this.#local.update(serverId, toolId, changes);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_SERVER_NOT_LOCAL`, `GW_TOOL_NOT_FOUND` */
  deleteTool(serverId: string, toolId: string): Promise<void> {
    return this.#local.delete(serverId, toolId);
  }

  /** Makes a local server's tools these, as one change. @throws CatalogError as `declareTool` */
  syncLocalTools(serverId: string, tools: readonly DeclaredTool[]): Promise<SyncCounts> {
    return this.#local.sync(serverId, tools);
  }
}
