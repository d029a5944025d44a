import type { ToolRecord } from '@gw/store';
import type { CatalogTool } from './catalog-tool.ts';
import { CatalogError } from './errors.ts';
import type { ServerEntry } from './server-entry.ts';

/** Names shown of those that a name may mean. */
const maxCandidates = 20;

/** Which server a bare tool name is looked for in. */
export interface ToolPlace {
  readonly serverId?: string | undefined;
  readonly serverName?: string | undefined;
}

/** The servers in memory, found by what callers know of them. */
export class ServerTable {
  readonly #byId = new Map<string, ServerEntry>();
  readonly #byName = new Map<string, ServerEntry>();
  readonly #owners = new Map<string, ServerEntry>();
  #sorted: readonly ServerEntry[] | undefined;

  /** In the order in which they came. */
  entries(): ServerEntry[] {
    return [...this.#byId.values()];
  }

  /** By name. */
  sorted(): readonly ServerEntry[] {
    this.#sorted ??= this.entries().sort((one, other) => (one.record.name < other.record.name ? -1 : 1));
    return this.#sorted;
  }

  named(name: string): ServerEntry | undefined {
    return this.#byName.get(name);
  }

  find(id: string): ServerEntry | undefined {
    return this.#byId.get(id);
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND` */
  get(id: string): ServerEntry {
    const entry = this.#byId.get(id);
    if (!entry) throw new CatalogError('GW_SERVER_NOT_FOUND', `There is no server with the id ${id}`);
    return entry;
  }

  add(entry: ServerEntry): void {
    this.#sorted = undefined;
    this.#byId.set(entry.record.id, entry);
    this.#byName.set(entry.record.name, entry);
    for (const { id } of entry.toolRecords) this.#owners.set(id, entry);
  }

  remove(entry: ServerEntry): void {
    this.#sorted = undefined;
    this.#byId.delete(entry.record.id);
    if (this.#byName.get(entry.record.name) === entry) this.#byName.delete(entry.record.name);
    for (const { id } of entry.toolRecords) this.#owners.delete(id);
  }

  setTools(entry: ServerEntry, records: readonly ToolRecord[]): void {
    for (const { id } of entry.toolRecords) this.#owners.delete(id);
    for (const { id } of records) this.#owners.set(id, entry);
    entry.toolRecords = records;
  }

  /** The same, of tools as the server itself has just listed them. */
  setSynced(entry: ServerEntry, records: readonly ToolRecord[]): void {
    entry.change({ ...entry.record, lastSyncedAt: Date.now() });
    this.setTools(entry, records);
  }

  /** A tool by its id, hidden ones too. */
  tool(id: string): CatalogTool | undefined {
    return this.#owners.get(id)?.byId(id);
  }

  /**
   * The exposed tool that a caller means: by qualified name, or by its bare name where one server is named or only one
   * has it.
   *
   * @throws CatalogError `GW_TOOL_NOT_FOUND`, `GW_TOOL_AMBIGUOUS`, `GW_SERVER_NOT_FOUND`
   */
  resolve(name: string, place: ToolPlace): CatalogTool {
    const found = this.#qualified(name).filter(tool => isIn(tool, place));
    if (found.length === 0) found.push(...this.#bare(name, place));
    const [tool, ...others] = found;
    if (!tool) throw new CatalogError('GW_TOOL_NOT_FOUND', `There is no tool named ${name.slice(0, 200)}`);
    if (others.length === 0) return tool;
    const candidates = found.slice(0, maxCandidates).map(({ effective }) => effective.qualifiedName);
    throw new CatalogError(
      'GW_TOOL_AMBIGUOUS',
      `Several tools are named ${name.slice(0, 200)}; say which: ${candidates.join(', ')}`,
      { candidates },
    );
  }

  /** Both names may hold the separator: each place where it stands is tried. */
  #qualified(name: string): CatalogTool[] {
    const tools: CatalogTool[] = [];
    for (let at = name.indexOf('__', 1); at !== -1; at = name.indexOf('__', at + 1)) {
      const tool = this.#byName.get(name.slice(0, at))?.offered(name.slice(at + 2));
      if (tool) tools.push(tool);
    }
    return tools;
  }

  #bare(name: string, { serverId, serverName }: ToolPlace): CatalogTool[] {
    if (serverId === undefined && serverName === undefined) {
      return this.entries().flatMap(entry => entry.offered(name) ?? []);
    }
    const entry = serverId === undefined ? this.#byName.get(serverName ?? '') : this.#byId.get(serverId);
    if (!entry || (serverName !== undefined && entry.record.name !== serverName)) {
      throw new CatalogError('GW_SERVER_NOT_FOUND', `There is no server ${serverId ?? serverName}`);
    }
    return [entry.offered(name)].flatMap(tool => tool ?? []);
  }
}

const isIn = (tool: CatalogTool, { serverId, serverName }: ToolPlace): boolean =>
  (serverId === undefined || tool.serverId === serverId) &&
  (serverName === undefined || tool.serverName === serverName);
