import { environmentVariable } from './environment.ts';
import { Requests } from './requests.ts';
import { AuthResource } from './resources/auth.ts';
import { BundlesResource } from './resources/bundles.ts';
import { CacheResource } from './resources/cache.ts';
import { ConnectionsResource } from './resources/connections.ts';
import { OperationsResource } from './resources/operations.ts';
import { SandboxesResource } from './resources/sandboxes.ts';
import { ServersResource } from './resources/servers.ts';
import { SessionsResource } from './resources/sessions.ts';
import { SkillsResource } from './resources/skills.ts';
import { ToolsResource } from './resources/tools.ts';
import { versionWarning } from './version.ts';

/** How a client reaches its gateway. */
export interface McpGatewayOptions {
  /** An API key, or the gateway's configured token. Default: the environment variable `MCPGATEWAY_TOKEN`. */
  readonly apiKey?: string | undefined;
  /** Where the gateway is. Default: `MCPGATEWAY_URL`, or `http://localhost:8080`. */
  readonly url?: string | undefined;
  /** How long a request may take, in seconds. Default 30. */
  readonly timeout?: number | undefined;
  /** Whether the gateway's version is looked at once, beside the first request. Default true. */
  readonly checkVersion?: boolean | undefined;
  /** Sent with each request, `X-Session-Id` for one; they come before the client's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends the requests under way when it is aborted, as {@link McpGateway.close} does. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the requests. Default: the platform's `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Is told when the gateway's version is another. Default: `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Client of a gateway's platform API. Methods reject with a `GatewayError` or one of its kinds.
 *
 * ```ts
 * const gateway = new McpGateway({ apiKey, url: 'https://gateway.example.com' });
 * const [tool] = await gateway.tools.search('what is the weather');
 * const { result } = await gateway.tools.execute('weather__forecast', { city: 'Oslo' });
 * ```
 */
export class McpGateway implements AsyncDisposable {
  readonly servers: ServersResource;
  readonly tools: ToolsResource;
  readonly bundles: BundlesResource;
  readonly connections: ConnectionsResource;
  readonly skills: SkillsResource;
  readonly sessions: SessionsResource;
  readonly sandboxes: SandboxesResource;
  readonly auth: AuthResource;
  readonly cache: CacheResource;
  readonly operations: OperationsResource;

  readonly #options: McpGatewayOptions;
  readonly #requests: Requests;
  readonly #closing = new AbortController();
  readonly #url: string;
  readonly #apiKey: string;
  #checking: Promise<void> | undefined;

  constructor(options: McpGatewayOptions = {}) {
    const { timeout = 30, headers = {}, signal } = options;
    this.#options = options;
    this.#apiKey = options.apiKey || environmentVariable('MCPGATEWAY_TOKEN') || '';
    const url = options.url || environmentVariable('MCPGATEWAY_URL') || 'http://localhost:8080';
    this.#url = url.replace(/\/+$/, '');
    if (signal?.aborted) this.#closing.abort();
    signal?.addEventListener('abort', () => this.#closing.abort(), { once: true });
    this.#requests = new Requests({
      url: this.#url,
      headers: { ...this.authHeaders, ...headers },
      timeout,
      signal: this.#closing.signal,
      // Looked up when it is used, and called as a function of nothing: browsers insist.
      fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
      onRequest: () => void this.checkVersion(),
    });
    this.servers = new ServersResource(this.#requests);
    this.tools = new ToolsResource(this.#requests);
    this.bundles = new BundlesResource(this.#requests);
    this.connections = new ConnectionsResource(this.#requests);
    this.skills = new SkillsResource(this.#requests);
    this.sessions = new SessionsResource(this.#requests);
    this.sandboxes = new SandboxesResource(this.#requests);
    this.auth = new AuthResource(this.#requests);
    this.cache = new CacheResource(this.#requests);
    this.operations = new OperationsResource(this.#requests);
  }

  /** Where MCP clients reach all servers of the gateway. */
  get mcpUrl(): string {
    return `${this.#url}/mcp/gateway`;
  }

  /** What MCP clients must send to be let in. */
  get authHeaders(): Record<string, string> {
    return this.#apiKey ? { Authorization: `Bearer ${this.#apiKey}` } : {};
  }

  /** The same client with other options: another `signal` for one call, `X-Session-Id` for a few. */
  with(options: McpGatewayOptions): McpGateway {
    const { headers, ...others } = options;
    return new McpGateway({
      ...this.#options,
      ...others,
      checkVersion: options.checkVersion ?? false,
      headers: { ...this.#options.headers, ...headers },
    });
  }

  /**
   * Warns when the gateway speaks another major or minor version of the API. Done once, by itself beside the first
   * request; never rejects.
   */
  checkVersion(): Promise<void> {
    const { checkVersion = true } = this.#options;
    this.#checking ??= checkVersion ? this.#check() : Promise.resolve();
    return this.#checking;
  }

  /** Gives up what is under way; later requests are rejected. */
  async close(): Promise<void> {
    this.#closing.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #check(): Promise<void> {
    // biome-ignore lint/suspicious/noConsole: where warnings are seen on every platform, unless the caller says otherwise
    const { onWarning = message => console.warn(message) } = this.#options;
    try {
      const health = (await this.#requests.health()) as { version?: unknown } | undefined;
      const warning = versionWarning(health?.version);
      if (warning !== undefined) onWarning(warning);
    } catch {
      // It is advice: what is wrong with the gateway, the request itself will tell.
    }
  }
}
