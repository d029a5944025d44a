import { UpstreamError } from './errors.ts';
import type { JsonRpcConnection } from './json-rpc-connection.ts';
import { asObject, type JsonObject } from './json-rpc-message.ts';
import type { Tool } from './tool.ts';

const MAX_PAGES = 200;
const MAX_TOOLS = 10_000;
/** What a server that promised no tools gets to answer the question for them. */
const UNDECLARED_TIMEOUT_MS = 2_000;

export interface ToolListingOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  /** Limit of each page, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told when the listing was cut short or held entries that are no tools. */
  readonly onOddity: (what: string) => void;
}

/**
 * Asks for all tools, page by page. A server whose pages never end keeps those of the first 200 pages
 * (10,000 tools); a name listed twice keeps its first tool.
 *
 * @throws UpstreamError `GW_UPSTREAM_PROTOCOL` when an answer holds no list; what a request throws
 */
export async function listTools(
  connection: JsonRpcConnection,
  options: ToolListingOptions,
): Promise<readonly Tool[]> {
  const { service, timeoutMs, signal, onOddity } = options;
  const tools = new Map<string, Tool>();
  const cursors = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const params = cursor === undefined ? {} : { cursor };
    const page = asObject(await connection.request('tools/list', params, { timeoutMs, signal }));
    if (!Array.isArray(page?.tools)) {
      throw new UpstreamError(
        'GW_UPSTREAM_PROTOCOL',
        service,
        `Service ${service} answered tools/list without a list of tools`,
      );
    }
    for (const entry of page.tools as unknown[]) {
      const name = asObject(entry)?.name;
      if (typeof name !== 'string' || name === '') onOddity('an entry without a name was left out');
      else if (tools.has(name)) onOddity('a tool listed twice was taken once');
      else if (tools.size < MAX_TOOLS) tools.set(name, entry as Tool);
    }
    const next = page.nextCursor;
    if (typeof next !== 'string' || next === '') return [...tools.values()];
    if (cursors.has(next)) onOddity('the pages go round in a circle');
    else if (cursors.size + 1 >= MAX_PAGES || tools.size >= MAX_TOOLS)
      onOddity('there are too many pages or tools');
    else {
      cursors.add(next);
      cursor = next;
      continue;
    }
    return [...tools.values()];
  }
}

/**
 * The tools that a server has at its start: listed where it declares them. One that declares no
 * capability at all is asked nevertheless, since some leave them out, and may refuse or stay silent.
 */
export async function listFirstTools(
  connection: JsonRpcConnection,
  capabilities: JsonObject | undefined,
  options: ToolListingOptions,
): Promise<readonly Tool[]> {
  if (capabilities?.tools) return listTools(connection, options);
  if (capabilities && Object.keys(capabilities).length > 0) return [];
  try {
    const timeoutMs = Math.min(options.timeoutMs, UNDECLARED_TIMEOUT_MS);
    return await listTools(connection, { ...options, timeoutMs });
  } catch (error) {
    const refused =
      error instanceof UpstreamError && ['GW_UPSTREAM_RPC_ERROR', 'GW_UPSTREAM_TIMEOUT'].includes(error.code);
    if (refused) return [];
    throw error;
  }
}
