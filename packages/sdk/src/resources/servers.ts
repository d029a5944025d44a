import type {
  BulkAction,
  BulkResult,
  CatalogEntry,
  ConnectionOptions,
  CreateCredential,
  CreateServer,
  CreateTool,
  Credential,
  HealthOverview,
  ImportedServer,
  ImportServer,
  ListServers,
  OAuthConfig,
  SchemaCorrection,
  Server,
  ServerHealth,
  ServerTool,
  SyncResult,
  ToolOverrides,
  ToolPins,
  ToolSelection,
  UpdateServer,
  UpdateTool,
} from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** MCP servers: what there is, their lifecycle, tools, credentials, and catalogs to import them from. */
export class ServersResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Servers page by page: the first 100 by default. */
  async list({ page = 1, page_size = 100, ...filter }: ListServers = {}): Promise<Server[]> {
    return itemsOf(await this.#requests.send('GET /servers', { query: { page, page_size, ...filter } }));
  }

  get(serverId: string): Promise<Server> {
    return this.#requests.send('GET /servers/{server_id}', { path: { server_id: serverId } });
  }

  create(fields: CreateServer): Promise<Server> {
    return this.#requests.send('POST /servers', { body: fields });
  }

  /** What is left out stays as it is. */
  update(serverId: string, fields: UpdateServer): Promise<Server> {
    const path = { server_id: serverId };
    return this.#requests.send('PUT /servers/{server_id}', { path, body: fields });
  }

  async delete(serverId: string): Promise<void> {
    await this.#requests.send('DELETE /servers/{server_id}', { path: { server_id: serverId } });
  }

  start(serverId: string): Promise<ServerHealth> {
    return this.#requests.send('POST /servers/{server_id}/start', { path: { server_id: serverId } });
  }

  /** A server that was stopped stays so until it is started. */
  stop(serverId: string): Promise<ServerHealth> {
    return this.#requests.send('POST /servers/{server_id}/stop', { path: { server_id: serverId } });
  }

  health(serverId: string): Promise<ServerHealth> {
    return this.#requests.send('POST /servers/{server_id}/health', { path: { server_id: serverId } });
  }

  healthAll(): Promise<HealthOverview> {
    return this.#requests.send('POST /servers/health/all', {});
  }

  /** Does one thing to several servers; one that fails doesn't fail the others. */
  bulkAction(action: BulkAction, serverIds: readonly string[]): Promise<BulkResult> {
    const body = { action, server_ids: [...serverIds] };
    return this.#requests.send('POST /servers/bulk-action', { body });
  }

  async listTools(serverId: string): Promise<ServerTool[]> {
    const path = { server_id: serverId };
    return itemsOf(await this.#requests.send('GET /servers/{server_id}/tools', { path }));
  }

  /** Sets what callers see in place of what the server says; null takes an override away. */
  updateToolOverrides(serverId: string, toolId: string, overrides: ToolOverrides): Promise<ToolOverrides> {
    return this.#requests.send('PATCH /servers/{server_id}/tools/{tool_id}/overrides', {
      path: { server_id: serverId, tool_id: toolId },
      body: overrides,
    });
  }

  async resetToolOverrides(serverId: string, toolId: string): Promise<void> {
    const path = { server_id: serverId, tool_id: toolId };
    await this.#requests.send('DELETE /servers/{server_id}/tools/{tool_id}/overrides', { path });
  }

  /** Repairs a faulty input schema. */
  correctToolSchema(serverId: string, toolId: string): Promise<SchemaCorrection> {
    const path = { server_id: serverId, tool_id: toolId };
    return this.#requests.send('POST /servers/{server_id}/tools/{tool_id}/correct-schema', { path });
  }

  getToolSelection(serverId: string): Promise<ToolSelection> {
    return this.#requests.send('GET /servers/{server_id}/tool-selection', { path: { server_id: serverId } });
  }

  updateToolSelection(serverId: string, selection: Partial<ToolSelection>): Promise<ToolSelection> {
    const path = { server_id: serverId };
    return this.#requests.send('PATCH /servers/{server_id}/tool-selection', { path, body: selection });
  }

  /** Reads the server's own list of tools again. */
  syncTools(serverId: string): Promise<SyncResult> {
    return this.#requests.send('POST /servers/{server_id}/sync', { path: { server_id: serverId } });
  }

  /** What was approved of the server's tools, and what has changed since. This gateway's own: other platforms have none. */
  listPins(serverId: string): Promise<ToolPins> {
    return this.#requests.send('GET /servers/{server_id}/pins', { path: { server_id: serverId } });
  }

  /** Approves tools as they are now. @param toolIds default: all of the server */
  approveTools(serverId: string, toolIds?: readonly string[]): Promise<ToolPins> {
    const path = { server_id: serverId };
    const body = toolIds === undefined ? {} : { tool_ids: [...toolIds] };
    return this.#requests.send('POST /servers/{server_id}/pins/approve', { path, body });
  }

  /** Declares a tool on a server of type `local`. */
  createTool(serverId: string, fields: CreateTool): Promise<ServerTool> {
    const path = { server_id: serverId };
    return this.#requests.send('POST /servers/{server_id}/tools', { path, body: fields });
  }

  updateTool(serverId: string, toolId: string, fields: UpdateTool): Promise<ServerTool> {
    const path = { server_id: serverId, tool_id: toolId };
    return this.#requests.send('PATCH /servers/{server_id}/tools/{tool_id}', { path, body: fields });
  }

  async deleteTool(serverId: string, toolId: string): Promise<void> {
    const path = { server_id: serverId, tool_id: toolId };
    await this.#requests.send('DELETE /servers/{server_id}/tools/{tool_id}', { path });
  }

  /** Makes these the tools of a `local` server, all or none. */
  syncLocalTools(serverId: string, tools: readonly CreateTool[]): Promise<SyncResult> {
    const path = { server_id: serverId };
    return this.#requests.send('PUT /servers/{server_id}/tools', { path, body: { tools: [...tools] } });
  }

  async listCredentials(serverId: string): Promise<Credential[]> {
    const path = { server_id: serverId };
    return itemsOf(await this.#requests.send('GET /servers/{server_id}/credentials', { path }));
  }

  /** A secret of the server's, for everyone who uses it; it is never told again. */
  createCredential(serverId: string, fields: CreateCredential): Promise<Credential> {
    const path = { server_id: serverId };
    return this.#requests.send('POST /servers/{server_id}/credentials', { path, body: fields });
  }

  async deleteCredential(serverId: string, credentialId: string): Promise<void> {
    const path = { server_id: serverId, credential_id: credentialId };
    await this.#requests.send('DELETE /servers/{server_id}/credentials/{credential_id}', { path });
  }

  getOauthConfig(serverId: string): Promise<OAuthConfig> {
    return this.#requests.send('GET /servers/{server_id}/oauth-config', { path: { server_id: serverId } });
  }

  async deleteOauthConfig(serverId: string): Promise<void> {
    await this.#requests.send('DELETE /servers/{server_id}/oauth-config', { path: { server_id: serverId } });
  }

  /** Where MCP clients reach the server, by transport. */
  getConnectionOptions(serverId: string): Promise<ConnectionOptions> {
    const path = { server_id: serverId };
    return this.#requests.send('GET /servers/{server_id}/connection-options', { path });
  }

  /** Servers that could be imported. */
  async catalogSearch(query?: string): Promise<CatalogEntry[]> {
    return itemsOf(await this.#requests.send('GET /catalog/search', { query: { search: query } }));
  }

  /** @param registry `npm`, `pypi`, `docker` or `mcp` */
  catalogGet(registry: string, registryId: string): Promise<CatalogEntry> {
    const path = { registry, rest: registryId };
    return this.#requests.send('GET /catalog/{registry}/{+rest}', { path });
  }

  /** Imports a server; it is in status `starting` while it is being installed. */
  importFromCatalog(
    registry: ImportServer['registry'],
    registryId: string,
    name: string,
    options: Omit<ImportServer, 'registry' | 'registry_id' | 'name'> = {},
  ): Promise<ImportedServer> {
    const body = { registry, registry_id: registryId, name, ...options };
    return this.#requests.send('POST /servers/catalog-imports', { body });
  }
}
