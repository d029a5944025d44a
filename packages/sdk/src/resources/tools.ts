import type { ExecuteTool, SearchTools, ToolExecuteResult, ToolLookup, ToolSearchResult } from '../models.ts';
import type { Requests } from '../requests.ts';

/** Tools of all servers: found by what they do, looked up, executed. */
export class ToolsResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** A tool by its qualified name, `server__tool`, or by its own where only one server has it. */
  getByName(name: string): Promise<ToolLookup> {
    return this.#requests.send('GET /tools/by-name', { query: { name } });
  }

  /** The tools that fit best, best first; 5 by default. */
  async search(query: string, { limit = 5, ...filter }: SearchTools = {}): Promise<ToolSearchResult[]> {
    const body = { query, limit, ...filter };
    const { tools } = await this.#requests.send('POST /tools/search', { body });
    return tools;
  }

  /** Executes a tool. That the tool itself failed is told in `error` of the result, not thrown. */
  execute(
    toolName: string,
    args: Readonly<Record<string, unknown>> = {},
    options: ExecuteTool = {},
  ): Promise<ToolExecuteResult> {
    const body = { tool_name: toolName, arguments: args, ...options };
    return this.#requests.send('POST /tools/execute', { body });
  }
}
