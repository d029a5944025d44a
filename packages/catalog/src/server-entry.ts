import type { JsonObject, McpService, Surface } from '@gw/mcp-client';
import type { CredentialRecord, ServerRecord, SurfaceRecord, ToolRecord } from '@gw/store';
import { type CatalogTool, catalogTool } from './catalog-tool.ts';
import { LocalServer } from './local/local-server.ts';
import { noSecrets, type ServerSecrets } from './server-config.ts';

/** A server in memory. */
export class ServerEntry {
  record: ServerRecord;
  /** What of its configuration is secret. */
  secrets: ServerSecrets = noSecrets;
  /** Secrets for everyone who uses it, by name. */
  credentials: readonly CredentialRecord[] = [];
  /** What its declared tools are to MCP clients; of `local` servers of the API. */
  readonly local: LocalServer | undefined;
  /** What is started for it. */
  service: McpService | undefined;
  /** What it showed last, and of which definition. */
  remembered: (Pick<SurfaceRecord, 'definitionHash'> & { readonly surface: Surface }) | undefined;
  /** The list that its tools were last taken from. */
  synced: readonly JsonObject[] | undefined;
  #shown: Omit<ServerRecord, 'sealedConfig'> | undefined;
  #shownOf: ServerRecord | undefined;
  #records: readonly ToolRecord[] = [];
  #tools: readonly CatalogTool[] | undefined;
  /** Why nothing can be made of its definition. */
  fault: string | undefined;
  /** Why it did not answer when it was last asked. */
  ailment: string | undefined;
  #byId: ReadonlyMap<string, CatalogTool> | undefined;
  #byOwnName: ReadonlyMap<string, CatalogTool> | undefined;
  #byOfferedName: ReadonlyMap<string, CatalogTool> | undefined;

  constructor(record: ServerRecord) {
    this.record = record;
    if (record.type === 'local' && !this.isFromConfig) {
      this.local = new LocalServer({
        list: () => this.#records.map(({ definition }) => definition),
        has: name => this.tool(name) !== undefined,
      });
    }
  }

  /** The record without what is sealed. Made once for each: of ten thousand servers, each listing asks for it. */
  get shown(): Omit<ServerRecord, 'sealedConfig'> {
    if (this.#shownOf !== this.record) {
      const { sealedConfig: _, ...shown } = this.record;
      this.#shown = shown;
      this.#shownOf = this.record;
    }
    return this.#shown as Omit<ServerRecord, 'sealedConfig'>;
  }

  get isFromConfig(): boolean {
    return this.record.source === 'config';
  }

  get toolRecords(): readonly ToolRecord[] {
    return this.#records;
  }

  set toolRecords(records: readonly ToolRecord[]) {
    this.#records = records;
    this.#tools = undefined;
    this.#byId = undefined;
    this.#byOwnName = undefined;
    this.#byOfferedName = undefined;
  }

  /** In the server's order. */
  get tools(): readonly CatalogTool[] {
    this.#tools ??= this.#records.map(record => catalogTool(record, this.record));
    return this.#tools;
  }

  /** By the server's own name for it. */
  tool(ownName: string): CatalogTool | undefined {
    this.#byOwnName ??= new Map(this.tools.map(tool => [tool.name, tool]));
    return this.#byOwnName.get(ownName);
  }

  byId(id: string): CatalogTool | undefined {
    this.#byId ??= new Map(this.tools.map(tool => [tool.id, tool]));
    return this.#byId.get(id);
  }

  /** By the name that callers see, hidden ones left out. */
  offered(name: string): CatalogTool | undefined {
    this.#byOfferedName ??= new Map(
      this.tools.filter(({ exposed }) => exposed).map(tool => [tool.effective.name, tool]),
    );
    return this.#byOfferedName.get(name);
  }

  /** Takes a changed record; tools depend on its name and exposure. */
  change(record: ServerRecord): void {
    this.record = record;
    this.toolRecords = this.#records;
  }
}
