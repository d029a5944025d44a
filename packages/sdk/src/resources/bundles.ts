import type {
  Bundle,
  BundleConnection,
  BundleDetail,
  BundleTool,
  BundleToolFields,
  BundleToolOverrides,
  BundleWithKey,
  CreateBundle,
  ListBundles,
  ServerAssignment,
  UpdateBundle,
} from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** Bundles: named sets of tools, each with an MCP endpoint of its own. */
export class BundlesResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Bundles page by page: the first 20 by default. */
  async list({ page = 1, page_size = 20, ...filter }: ListBundles = {}): Promise<Bundle[]> {
    return itemsOf(await this.#requests.send('GET /bundles', { query: { page, page_size, ...filter } }));
  }

  get(bundleId: string): Promise<BundleDetail> {
    return this.#requests.send('GET /bundles/{bundle_id}', { path: { bundle_id: bundleId } });
  }

  getByAgent(agentId: string): Promise<BundleDetail> {
    return this.#requests.send('GET /bundles/by-agent/{agent_id}', { path: { agent_id: agentId } });
  }

  create(fields: CreateBundle): Promise<BundleWithKey> {
    return this.#requests.send('POST /bundles', { body: fields });
  }

  /** What is left out stays as it is. */
  update(bundleId: string, fields: UpdateBundle): Promise<BundleWithKey> {
    const path = { bundle_id: bundleId };
    return this.#requests.send('PUT /bundles/{bundle_id}', { path, body: fields });
  }

  async delete(bundleId: string): Promise<void> {
    await this.#requests.send('DELETE /bundles/{bundle_id}', { path: { bundle_id: bundleId } });
  }

  /** Adds all tools of a server. */
  assignServer(bundleId: string, serverId: string): Promise<ServerAssignment> {
    const path = { bundle_id: bundleId, server_id: serverId };
    return this.#requests.send('POST /bundles/{bundle_id}/servers/{server_id}', { path });
  }

  /** Removes all tools of a server. */
  async removeServer(bundleId: string, serverId: string): Promise<void> {
    const path = { bundle_id: bundleId, server_id: serverId };
    await this.#requests.send('DELETE /bundles/{bundle_id}/servers/{server_id}', { path });
  }

  async addTools(bundleId: string, tools: readonly BundleToolFields[]): Promise<BundleTool[]> {
    const path = { bundle_id: bundleId };
    const body = { tools: [...tools] };
    return itemsOf(await this.#requests.send('POST /bundles/{bundle_id}/tools', { path, body }));
  }

  /** Tools of a bundle page by page: the first 100 by default. */
  async listTools(
    bundleId: string,
    { page = 1, page_size = 100 }: { page?: number | undefined; page_size?: number | undefined } = {},
  ): Promise<BundleTool[]> {
    const path = { bundle_id: bundleId };
    const query = { page, page_size };
    return itemsOf(await this.#requests.send('GET /bundles/{bundle_id}/tools', { path, query }));
  }

  updateTool(bundleId: string, toolId: string, overrides: BundleToolOverrides): Promise<BundleTool> {
    const path = { bundle_id: bundleId, tool_id: toolId };
    return this.#requests.send('PUT /bundles/{bundle_id}/tools/{tool_id}', { path, body: overrides });
  }

  async removeTool(bundleId: string, toolId: string): Promise<void> {
    const path = { bundle_id: bundleId, tool_id: toolId };
    await this.#requests.send('DELETE /bundles/{bundle_id}/tools/{tool_id}', { path });
  }

  /** Has the bundle's calls of a server made with this connection. */
  assignConnection(bundleId: string, connectionId: string): Promise<BundleConnection> {
    const path = { bundle_id: bundleId, connection_id: connectionId };
    return this.#requests.send('POST /bundles/{bundle_id}/connections/{connection_id}', { path });
  }

  async removeConnection(bundleId: string, connectionId: string): Promise<void> {
    const path = { bundle_id: bundleId, connection_id: connectionId };
    await this.#requests.send('DELETE /bundles/{bundle_id}/connections/{connection_id}', { path });
  }

  async listConnections(bundleId: string): Promise<BundleConnection[]> {
    const path = { bundle_id: bundleId };
    return itemsOf(await this.#requests.send('GET /bundles/{bundle_id}/connections', { path }));
  }
}
