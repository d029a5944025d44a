import type { GatewayConfig } from '@gw/config';
import { type McpManager, type ToolResult, UpstreamError } from '@gw/mcp-client';
import { CommandError } from './errors.ts';
import type { CallAnswer, ListedTool, ToolAccess } from './tool-access.ts';
import { prepareUpstreams, type Upstreams, type UpstreamsOptions } from './upstreams.ts';

/** The configured services, each started when a command first needs it and stopped with the command. */
export class LocalServices implements ToolAccess {
  readonly #upstreams: Upstreams;

  private constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams;
  }

  static async start(config: GatewayConfig, options: UpstreamsOptions): Promise<LocalServices> {
    const upstreams = prepareUpstreams(config, options);
    await upstreams.ready;
    return new LocalServices(upstreams);
  }

  get #manager(): McpManager {
    return this.#upstreams.manager;
  }

  async services(): Promise<string[]> {
    return [...this.#manager.services.values()].filter(({ enabled }) => enabled).map(({ name }) => name);
  }

  async tools(service: string): Promise<readonly ListedTool[]> {
    return explained(this.#manager.getServiceTools(service)) as Promise<readonly ListedTool[]>;
  }

  async call(service: string, tool: string, args: Record<string, unknown>): Promise<CallAnswer> {
    await using client = await explained(this.#manager.createClient(service));
    const result = await explained(client.callTool(tool, args));
    return { ...result, service, tool, result: spoken(result) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#upstreams[Symbol.asyncDispose]();
  }
}

/** The text of the first content item when that is text, the whole result otherwise; as on the REST API. */
function spoken(result: ToolResult): unknown {
  const first = (result.content as readonly { type?: unknown; text?: unknown }[] | undefined)?.[0];
  return first?.type === 'text' ? first.text : result;
}

/** The person at the terminal runs these servers, and may see what they wrote to standard error. */
async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const lines = error.details.stderr?.slice(-20).map(line => `    ${line}`) ?? [];
    throw new CommandError([withReason(error), ...lines].join('\n'), error);
  }
}

/** The reason that the sandbox gave, such as the name of a missing command; remote callers don't see it. */
function withReason({ message, cause }: UpstreamError): string {
  const isTold = !(cause instanceof Error) || cause instanceof UpstreamError;
  return isTold ? message : `${message}: ${cause.message}`;
}
