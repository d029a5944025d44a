import { EventEmitter } from 'node:events';
import { type BundleConnectionRecord, StoreConflictError } from '@gw/store';
import { CatalogError } from '../errors.ts';
import type { BundleContent } from './bundle-content.ts';
import { BundleEntry } from './bundle-entry.ts';
import type { BundleFields, BundleToolFields, NewBundledTool } from './bundle-fields.ts';
import { bundleKeyHash, newBundleKey } from './bundle-key.ts';
import { BundleState, type BundlesOptions } from './bundle-state.ts';
import { BundleTools } from './bundle-tools.ts';
import type { BundledTool } from './bundled-tool.ts';

interface Events {
  /** A bundle holds something else, or is gone. */
  changed: [id: string];
}

/** All bundles, in memory and written through to the store. Who takes an id, throws `GW_BUNDLE_NOT_FOUND` for an unknown one. */
export class Bundles extends EventEmitter<Events> {
  readonly #state: BundleState;
  readonly #tools: BundleTools;

  private constructor(options: BundlesOptions) {
    super();
    this.#state = new BundleState(options, id => this.emit('changed', id));
    this.#tools = new BundleTools(this.#state);
  }

  static async open(options: BundlesOptions): Promise<Bundles> {
    const bundles = new Bundles(options);
    await bundles.#read();
    options.catalog.on('toolsChanged', bundles.#state.renewAll);
    options.catalog.on('serversChanged', bundles.#state.renewAll);
    return bundles;
  }

  /** Resolves when what was being written is. */
  async close(): Promise<void> {
    const { catalog } = this.#state.options;
    catalog.off('toolsChanged', this.#state.renewAll);
    catalog.off('serversChanged', this.#state.renewAll);
    await this.#state.inTurn(async () => {});
  }

  /** What a bundle holds now, the very same until that changes; undefined where there is none. */
  find(id: string): BundleContent | undefined {
    return this.#state.find(id)?.content;
  }

  /** The same. @throws CatalogError `GW_BUNDLE_NOT_FOUND` */
  get(id: string): BundleContent {
    return this.#state.get(id).content;
  }

  /** What the bundle holds that a key is for; undefined where it is for none. */
  byKey(key: string): BundleContent | undefined {
    return this.#state.withKey(bundleKeyHash(key))?.content;
  }

  /** @throws CatalogError `GW_BUNDLE_NOT_FOUND` */
  byAgent(agentId: string): BundleContent {
    const entry = this.#state.ofAgent(agentId);
    if (entry) return entry.content;
    throw new CatalogError('GW_BUNDLE_NOT_FOUND', `There is no bundle for the agent ${agentId}`);
  }

  /** The key, for those who may see it. */
  key(id: string): string {
    return this.#state.options.secrets.open(this.#state.get(id).record.sealedKey);
  }

  /**
   * Makes a bundle, with a new key.
   *
   * @throws CatalogError `GW_AGENT_TAKEN`; with tools, what {@link addTools} throws
   */
  async create(
    principal: string,
    { name, description = null, agentId = null }: BundleFields,
    tools: readonly NewBundledTool[] = [],
  ): Promise<BundleContent> {
    const { store, secrets } = this.#state.options;
    const { source } = this.#state;
    const entry = await this.#state.inTurn(async () => {
      const key = newBundleKey();
      const sealed = { sealedKey: secrets.seal(key), keyHash: bundleKeyHash(key) };
      const fields = { principal, name, description, agentId, ...sealed };
      this.#tools.check(new BundleEntry(source, { ...unstored, ...fields }), tools);
      const made = new BundleEntry(
        source,
        await unlessAgentTaken(agentId, () => store.bundles.insert(fields)),
      );
      await this.#tools.place(made, tools);
      this.#state.add(made);
      return made;
    });
    return entry.content;
  }

  /** What is left out stays. @throws CatalogError `GW_AGENT_TAKEN` */
  update(id: string, changes: Partial<BundleFields>): Promise<BundleContent> {
    return this.#state.change(id, async entry => {
      const { bundles } = this.#state.options.store;
      const record = await unlessAgentTaken(changes.agentId, () => bundles.update(id, changes));
      if (!record) return;
      this.#state.remove(entry);
      entry.record = record;
      this.#state.add(entry);
    });
  }

  async delete(id: string): Promise<void> {
    await this.#state.inTurn(async () => {
      const entry = this.#state.get(id);
      await this.#state.options.store.bundles.delete(id);
      this.#state.remove(entry);
    });
    this.emit('changed', id);
  }

  /**
   * Puts a server into a bundle as a whole: its tools, those to come, too, its prompts and resources.
   *
   * @returns how many of its tools this has brought in, and how many were in already
   * @throws CatalogError `GW_SERVER_NOT_FOUND`
   */
  assignServer(id: string, serverId: string): Promise<{ added: number; existing: number }> {
    return this.#tools.assignServer(id, serverId);
  }

  /** Takes out a server, with each of its tools. @throws CatalogError `GW_SERVER_NOT_FOUND` nothing of it is in */
  removeServer(id: string, serverId: string): Promise<void> {
    return this.#tools.removeServer(id, serverId);
  }

  /**
   * Puts tools into a bundle; those that were put in before stay as they are.
   *
   * @returns those that were not put in before
   * @throws CatalogError `GW_INVALID` for what is no tool; `GW_TOOL_NAME_TAKEN`
   */
  addTools(id: string, tools: readonly NewBundledTool[]): Promise<BundledTool[]> {
    return this.#tools.add(id, tools);
  }

  /** @throws CatalogError `GW_TOOL_NOT_FOUND`, `GW_TOOL_NAME_TAKEN`, `GW_INVALID` */
  updateTool(id: string, toolId: string, changes: BundleToolFields): Promise<BundledTool> {
    return this.#tools.update(id, toolId, changes);
  }

  /** One of a server that is in as a whole stays out, until the server is assigned anew. @throws `GW_TOOL_NOT_FOUND` */
  removeTool(id: string, toolId: string): Promise<void> {
    return this.#tools.remove(id, toolId);
  }

  /** The connections with which a bundle's users reach servers. */
  connections(id: string): BundleConnectionRecord[] {
    return [...this.#state.get(id).connections.values()];
  }

  /** The id of the connection for one server, if there is one. Takes no I/O. */
  connectionFor(id: string, serverId: string): string | undefined {
    return this.#state.find(id)?.connections.get(serverId)?.connectionId;
  }

  /** Has a bundle's users reach a server by this connection; another one to the same server makes room. */
  async assignConnection(
    id: string,
    connection: { readonly id: string; readonly serverId: string },
  ): Promise<BundleConnectionRecord> {
    const { serverId } = connection;
    let assigned: BundleConnectionRecord | undefined;
    await this.#state.change(id, async entry => {
      const { bundleConnections } = this.#state.options.store;
      assigned = await bundleConnections.assign(id, serverId, connection.id);
      entry.connections.set(serverId, assigned);
    });
    return assigned!;
  }

  /** @throws CatalogError `GW_CONNECTION_NOT_FOUND` */
  async removeConnection(id: string, connectionId: string): Promise<void> {
    await this.#state.change(id, async entry => {
      const known = [...entry.connections.values()].find(one => one.connectionId === connectionId);
      if (!known) {
        throw new CatalogError('GW_CONNECTION_NOT_FOUND', `The bundle has no connection ${connectionId}`);
      }
      await this.#state.options.store.bundleConnections.remove(id, connectionId);
      entry.connections.delete(known.serverId);
    });
  }

  /** Takes up what another gateway on the same database has changed: about one bundle, or about any. */
  async refresh(id?: string): Promise<void> {
    const { bundles } = this.#state.options.store;
    const ids = id === undefined ? (await bundles.all()).map(one => one.id) : [id];
    for (const one of ids) await this.#refresh(one);
  }

  async #refresh(id: string): Promise<void> {
    const { store } = this.#state.options;
    await this.#state.inTurn(async () => {
      const [record, tools, servers, connections] = await Promise.all([
        store.bundles.get(id),
        store.bundleTools.ofBundle(id),
        store.bundleServers.ofBundle(id),
        store.bundleConnections.ofBundle(id),
      ]);
      const known = this.#state.find(id);
      if (known) this.#state.remove(known);
      if (record)
        this.#state.add(new BundleEntry(this.#state.source, record, { tools, servers, connections }));
    });
    this.emit('changed', id);
  }

  async #read(): Promise<void> {
    const { store } = this.#state.options;
    const [records, tools, servers, connections] = await Promise.all([
      store.bundles.all(),
      store.bundleTools.all(),
      store.bundleServers.all(),
      store.bundleConnections.all(),
    ]);
    const toolsOf = Map.groupBy(tools, ({ bundleId }) => bundleId);
    const serversOf = Map.groupBy(servers, ({ bundleId }) => bundleId);
    const connectionsOf = Map.groupBy(connections, ({ bundleId }) => bundleId);
    for (const record of records) {
      const { id } = record;
      const held = { tools: toolsOf.get(id), servers: serversOf.get(id), connections: connectionsOf.get(id) };
      this.#state.add(new BundleEntry(this.#state.source, record, held));
    }
  }
}

/** What a record has from the store. */
const unstored = { id: '', createdAt: 0, updatedAt: 0, revision: 0 };

async function unlessAgentTaken<T>(agentId: string | null | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof StoreConflictError)) throw error;
    throw new CatalogError('GW_AGENT_TAKEN', `There is a bundle for the agent ${agentId} already`);
  }
}
