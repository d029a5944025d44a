import { isDeepStrictEqual } from 'node:util';
import type { InProcessExchange, InProcessServer, JsonObject, JsonRpcReply } from '@gw/mcp-client';
import { ToolEndpoint, type ToolEndpointOptions } from './tool-endpoint.ts';

/** Invalid params, and no such method. Source: JSON-RPC 2.0. */
const invalidParams = -32602;
const methodNotFound = -32601;

/** The tools that are declared at this moment, by their own names. */
export interface DeclaredTools {
  list(): readonly JsonObject[];
  has(name: string): boolean;
}

/** The server that a set of declared tools is: it lists them, and has its endpoint carry them out, where it has one. */
export class LocalServer implements InProcessServer {
  readonly #tools: DeclaredTools;
  readonly #listeners = new Set<(method: string) => void>();
  #settings: ToolEndpointOptions | undefined;
  #endpoint: ToolEndpoint | undefined;

  constructor(tools: DeclaredTools) {
    this.#tools = tools;
  }

  get identity(): InProcessServer['identity'] {
    return {
      serverInfo: { name: this.#settings?.server ?? 'local', version: '1.0.0' },
      capabilities: { tools: { listChanged: true } },
    };
  }

  /** Whether anything carries the tools out. */
  get carriesOut(): boolean {
    return this.#endpoint !== undefined;
  }

  /** Has this endpoint carry tools out from now on; calls under way end where they began. */
  useEndpoint(settings: ToolEndpointOptions | undefined): void {
    if (isDeepStrictEqual(settings, this.#settings)) return;
    this.#settings = settings;
    this.#endpoint = settings && new ToolEndpoint(settings);
  }

  /** Tells clients that other tools are declared now. */
  tellChanged(): void {
    for (const notify of this.#listeners) notify('notifications/tools/list_changed');
  }

  listen(notify: (method: string) => void): () => void {
    this.#listeners.add(notify);
    return () => void this.#listeners.delete(notify);
  }

  async request(
    method: string,
    params: JsonObject | undefined,
    { headers, signal }: InProcessExchange,
  ): Promise<JsonRpcReply> {
    if (method === 'tools/list') return { result: { tools: this.#tools.list() } };
    if (method !== 'tools/call') return refusal(methodNotFound, `Method not found: ${method}`);
    const tool = String(params?.name);
    if (!this.#tools.has(tool)) return refusal(invalidParams, `Unknown tool: ${tool}`);
    if (!this.#endpoint) return { result: notCarriedOut(tool) };
    const args = (params?.arguments ?? {}) as JsonObject;
    return { result: await this.#endpoint.call({ tool, arguments: args, headers, signal }) };
  }
}

const refusal = (code: number, message: string): JsonRpcReply => ({ error: { code, message } });

const notCarriedOut = (tool: string): JsonObject => ({
  content: [{ type: 'text', text: `Nothing carries out ${tool}: its server has no endpoint` }],
  isError: true,
});
