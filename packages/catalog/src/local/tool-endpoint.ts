import {
  createGuardedFetch,
  type GuardedFetch,
  type JsonObject,
  parseJson,
  UpstreamError,
  UpstreamHttpError,
} from '@gw/mcp-client';

/** Of an answer, in bytes. */
const maxAnswerBytes = 8 * 1024 * 1024;
/** Of what an endpoint says of a refusal, in characters. */
const maxReason = 2_000;

export interface ToolEndpointOptions {
  /** Name of the server whose tools it carries out. */
  readonly server: string;
  readonly url: string;
  /** Private addresses that it may be at, as CIDRs. */
  readonly allowPrivateAddresses: readonly string[];
}

/** One call, as the endpoint gets it. */
export interface EndpointCall {
  readonly tool: string;
  readonly arguments: JsonObject;
  /** Sent along. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Carries out tools by HTTP: a POST with `{server_name, tool_name, arguments}`. What comes back is the result; a
 * refusal (4xx) is the tool's failure.
 */
export class ToolEndpoint {
  readonly #options: ToolEndpointOptions;
  /** Its idle connections end by themselves. */
  #http: GuardedFetch | undefined;

  constructor(options: ToolEndpointOptions) {
    this.#options = options;
  }

  /**
   * @returns a result as MCP has it
   * @throws UpstreamError where the endpoint can't be reached, fails (5xx), or answers with what can't be read
   */
  async call({ tool, arguments: args, headers, signal }: EndpointCall): Promise<JsonObject> {
    const { server, url, allowPrivateAddresses } = this.#options;
    this.#http ??= createGuardedFetch({
      name: server,
      allowPrivateAddresses,
      maxBodyBytes: maxAnswerBytes,
      maxConnections: 64,
    });
    const answer = await this.#http
      .fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/plain' },
        body: JSON.stringify({ server_name: server, tool_name: tool, arguments: args }),
        redirect: 'manual',
        signal,
      })
      .catch((cause: unknown) => {
        throw cause instanceof UpstreamError ? cause : this.#silent(cause);
      });
    const { status } = answer;
    const said = await answer.text();
    if (status >= 400 && status < 500) return failure(reasonIn(said) || `The endpoint answered ${status}`);
    if (status < 200 || status >= 300) {
      throw new UpstreamHttpError(
        server,
        status,
        `The endpoint of service ${server} answered with HTTP ${status}`,
      );
    }
    if (said === '') return { content: [] };
    return isJson(answer.headers.get('content-type')) ? this.#resultOf(said) : text(said);
  }

  #silent(cause: unknown): UpstreamError {
    const { server } = this.#options;
    const message = `The endpoint of service ${server} did not answer in time`;
    return new UpstreamError('GW_UPSTREAM_TIMEOUT', server, message, { cause });
  }

  #resultOf(said: string): JsonObject {
    let value: unknown;
    try {
      value = parseJson(said);
    } catch (cause) {
      const { server } = this.#options;
      const message = `The endpoint of service ${server} answered with what is not the JSON that it says it is`;
      throw new UpstreamError('GW_UPSTREAM_PROTOCOL', server, message, { cause });
    }
    const object = asObject(value);
    if (Array.isArray(object?.content)) return object;
    if (object) return { ...text(said), structuredContent: object };
    return text(typeof value === 'string' ? value : said);
  }
}

const text = (said: string): JsonObject => ({ content: [{ type: 'text', text: said }] });
const failure = (why: string): JsonObject => ({ ...text(why), isError: true });

const isJson = (type: string | null): boolean => /^application\/([\w.+-]+\+)?json\b/i.test(type ?? '');

/** What a refusal says for people, where it says it in a usual way. */
function reasonIn(said: string): string {
  try {
    const value = asObject(JSON.parse(said));
    const reason = [value?.detail, value?.message, value?.error].find(one => typeof one === 'string');
    return String(reason ?? said).slice(0, maxReason);
  } catch {
    return said.slice(0, maxReason);
  }
}

const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
