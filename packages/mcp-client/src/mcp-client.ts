import { EventEmitter } from 'node:events';
import manifest from '../package.json' with { type: 'json' };
import type { McpClientEvents, McpClientOptions } from './client-options.ts';
import { createEraMemory } from './eras/era-memory.ts';
import { requestWithInput } from './eras/input-rounds.ts';
import { UpstreamError } from './errors.ts';
import { defaultLimits } from './json-rpc/connection-limits.ts';
import { asObject, type JsonObject } from './json-rpc/json-rpc-message.ts';
import { LogLimiter } from './json-rpc/log-limiter.ts';
import { changedLists, RESOURCE_UPDATED, withoutSubscriptionId } from './json-rpc/notifications.ts';
import type { RequestOptions } from './json-rpc/pending-calls.ts';
import type { UpstreamLink } from './links/link.ts';
import { LinkOpener } from './links/link-opener.ts';
import { callableTools } from './links/mirrored-tools.ts';
import { RemoteRequests } from './links/remote-requests.ts';
import { type ListHints, type ListKind, listKinds } from './lists/list-kind.ts';
import { type Listing, listPages } from './lists/list-pages.ts';
import { ServerFeed } from './lists/server-feed.ts';
import { ServerLists } from './lists/server-lists.ts';
import type { ServerIdentity } from './lists/surface.ts';
import { type Logger, silentLogger } from './logger.ts';
import { describeFailure, startCancelled, startFailed } from './manager/start-failure.ts';
import type { McpService } from './mcp-service.ts';
import type { ProcessExit, ProcessUsage } from './spawner.ts';
import type { CallOptions, Tool, ToolResult } from './tool.ts';
import type { Era } from './transport.ts';

/** One upstream of its own and the conversation with it: started once, used, stopped. */
export class McpClient extends EventEmitter<McpClientEvents> implements AsyncDisposable {
  readonly service: McpService;
  /** What was declared to the server. */
  readonly capabilities: JsonObject;
  readonly #logger: Logger;
  readonly #log: LogLimiter;
  readonly #stopping = new AbortController();
  readonly #opener: LinkOpener;
  readonly #lists: ServerLists;
  readonly #feed: ServerFeed;
  /** Remote upstreams only: a process that has ended is not gone on with. */
  readonly #remote: RemoteRequests | undefined;
  readonly #changedEarly = new Set<ListKind>();
  #starting: Promise<void> | undefined;
  #identity: ServerIdentity | undefined;
  #isReady = false;
  #startedAt = 0;

  constructor(service: McpService, options: McpClientOptions) {
    super();
    const { name } = service;
    const { capabilities = {}, logger = silentLogger, eras = createEraMemory() } = options;
    const { clientInfo = { name: manifest.name, version: manifest.version } } = options;
    this.service = service;
    this.capabilities = capabilities;
    this.#logger = logger;
    this.#log = new LogLimiter(logger, { burst: 20, perSecond: 1 });
    if (service.url !== undefined) {
      this.#remote = new RemoteRequests({
        era: () => this.era,
        tools: () => this.getTools(),
        renewTools: () => this.#lists.renew('tools'),
        reopen: () => this.#reopen(),
      });
    }
    this.#opener = new LinkOpener(service, {
      service: name,
      spawner: options.spawner,
      eras,
      clientInfo,
      capabilities,
      logger,
      log: this.#log,
      limits: { ...defaultLimits, ...options.limits },
      authorization: options.authorization?.(service),
      onRequest: options.onRequest,
      onNotification: (method, params, delivered) => this.#onNotification(method, params, delivered),
      onSessionLost: () => this.#remote?.sessionLost(),
      onExit: exit => this.#onExit(exit),
    });
    this.#lists = new ServerLists({
      service: name,
      capabilities: () => this.serverCapabilities,
      timeoutMs: () => (this.#isReady ? service.callTimeoutMs : service.startTimeoutMs),
      fetch: (kind, timeoutMs) => this.#fetchList(kind, timeoutMs),
      onChanged: kind => this.#onListChanged(kind),
      onStale: (kind, err) =>
        this.#complain({ kind, err }, 'The changed list could not be fetched; the old one stays'),
    });
    this.#feed = new ServerFeed({
      service: name,
      clientInfo,
      capabilities,
      timeoutMs: service.callTimeoutMs,
      request: (method, params) => this.callMethod(method, params),
      onGap: () => this.#onGap(),
      onTrouble: (message, err) => this.#complain({ err }, message),
    });
  }

  /** Started, and able to answer as far as anyone knows. */
  get alive(): boolean {
    return this.#isReady && this.#opener.link?.open === true;
  }

  /** Of the process, where there is one. */
  get pid(): number | undefined {
    return this.#opener.link?.pid;
  }

  /** How the upstream ended, once it has. */
  get exit(): ProcessExit | undefined {
    return this.#opener.link?.exit;
  }

  /** When {@link start} was called, in milliseconds since the epoch; 0 before. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** The last 200 lines of stderr, oldest first, each cut at 4 KiB. */
  get stderrTail(): readonly string[] {
    return this.#opener.link?.stderr ?? [];
  }

  /** What the server said of itself; `undefined` before the start. */
  get identity(): ServerIdentity | undefined {
    return this.#identity;
  }

  get era(): Era | undefined {
    return this.#identity?.era;
  }

  get protocolVersion(): string | undefined {
    return this.#identity?.protocolVersion;
  }

  get serverInfo(): JsonObject | undefined {
    return this.#identity?.serverInfo;
  }

  get serverCapabilities(): JsonObject | undefined {
    return this.#identity?.capabilities;
  }

  get instructions(): string | undefined {
    return this.#identity?.instructions;
  }

  /**
   * Starts or reaches the upstream, opens the protocol and lists the tools, all within the service's
   * `startTimeoutMs`. A failed or aborted start rejects when nothing of it is left; the client is spent then.
   *
   * @throws UpstreamError `GW_UPSTREAM_START_FAILED` (its `details` hold stderr and how the process ended),
   *   `GW_UPSTREAM_CANCELLED` when the signal aborts or {@link stop} is called meanwhile
   */
  start(signal?: AbortSignal): Promise<void> {
    this.#starting ??= this.#start(signal);
    return this.#starting;
  }

  /** Ends the upstream and all below it, and fails what waits. Idempotent; resolves when nothing is left. */
  async stop(): Promise<void> {
    // After an exit nothing is left to cancel: a start in progress fails with the exit as its reason.
    if (!this.exit) this.#stopping.abort();
    this.#lists.stop();
    this.#feed.stop();
    await this.#opener.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * Calls a tool and gives its result as the server sent it, unknown fields included.
   * A tool's own failure is a result with `isError`.
   *
   * @throws UpstreamError see {@link callMethod}; `GW_UPSTREAM_PROTOCOL` also for a result that is no object
   */
  async callTool(name: string, args: JsonObject, options?: CallOptions): Promise<ToolResult> {
    const result = await this.callMethod('tools/call', { name, arguments: args }, options);
    if (asObject(result)) return result as ToolResult;
    const { name: service } = this.service;
    throw new UpstreamError(
      'GW_UPSTREAM_PROTOCOL',
      service,
      `Service ${service} answered tools/call with no object`,
    );
  }

  /**
   * Sends any request and gives its result as the server sent it. On time-out and abort the server is told; its
   * late answer is dropped.
   *
   * @throws UpstreamError `GW_UPSTREAM_TIMEOUT`, `_CANCELLED`, `_RPC_ERROR`, `_EXITED`, `_BUSY`, `_PROTOCOL`; of
   *   remote upstreams also `_UNREACHABLE`, `_HTTP`, `_ADDRESS_REFUSED`
   */
  callMethod(method: string, params?: JsonObject, options: CallOptions = {}): Promise<unknown> {
    const link = this.#opener.link;
    if (!link || !this.#isReady) return Promise.reject(this.#notStarted());
    const {
      timeoutMs = this.service.callTimeoutMs,
      signal,
      onProgress,
      onNotification,
      onRequest,
      meta,
    } = options;
    const sent = meta ? { ...params, _meta: { ...asObject(params?._meta), ...meta } } : params;
    const requestOptions = { timeoutMs, signal, onProgress, onNotification, onRequest };
    if (!onRequest || this.era === '2025') return this.#request(link, method, sent, requestOptions);
    return requestWithInput({
      service: this.service.name,
      method,
      params: sent,
      send: round => this.#request(link, method, round, requestOptions),
      onRequest,
      signal,
    });
  }

  /** Sends a notification, in the era that has them (2025). */
  notify(method: string, params?: JsonObject): void {
    if (this.alive && this.era === '2025') this.#opener.link?.connection.notify(method, params);
  }

  /** The tools as last listed. */
  getTools(): readonly Tool[] {
    return (this.#lists.known('tools')?.entries ?? []) as readonly Tool[];
  }

  /**
   * All entries of a list in the server's order, from memory once they have been fetched; `[]` where the server
   * doesn't have it. They are fetched anew when the server announces a change, or when its `ttlMs` has passed.
   *
   * @throws UpstreamError see {@link callMethod}
   */
  async list(kind: ListKind, options: { signal?: AbortSignal } = {}): Promise<readonly JsonObject[]> {
    if (!this.#isReady) throw this.#notStarted();
    return (await this.#lists.get(kind, options.signal)).entries;
  }

  /** The entries of a list if they have been fetched, without waiting. */
  listed(kind: ListKind): readonly JsonObject[] | undefined {
    return this.#lists.known(kind)?.entries;
  }

  /** What the server said of how long a list may be kept, and for whom. */
  listHints(kind: ListKind): ListHints | undefined {
    return this.#lists.known(kind)?.hints;
  }

  /**
   * Asks to be told of a resource's changes, by the event `resourceUpdated`. Counted: it ends with the last
   * {@link unsubscribe}.
   *
   * @throws UpstreamError see {@link callMethod}; `GW_UPSTREAM_RPC_ERROR` when the server doesn't agree
   */
  async subscribe(uri: string): Promise<void> {
    if (!this.alive) throw this.#notStarted();
    await this.#feed.subscribe(uri);
  }

  /** @throws UpstreamError see {@link callMethod} */
  async unsubscribe(uri: string): Promise<void> {
    if (this.alive) await this.#feed.unsubscribe(uri);
  }

  /**
   * Asks for log messages of this level and above; in the 2026 era with each request from now on.
   *
   * @throws UpstreamError see {@link callMethod}
   */
  async setLogLevel(level: string): Promise<void> {
    await this.#feed.setLogLevel(level);
  }

  /** What the process and all below it use now; nothing once it is gone, or where there is none. */
  async usage(): Promise<ProcessUsage> {
    return (await this.#opener.link?.usage()) ?? { cpuMs: 0, memoryBytes: 0, processes: 0 };
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    this.#startedAt = Date.now();
    // A timer that ends with the start: one of AbortSignal.timeout() would be held until it fires.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), this.service.startTimeoutMs);
    const scope = AbortSignal.any([limit.signal, this.#stopping.signal, ...(signal ? [signal] : [])]);
    try {
      scope.throwIfAborted();
      this.#identity = await this.#opener.open(scope);
      await this.#prepare(this.#opener.link!, this.#identity, scope);
    } catch (cause) {
      // Told apart now, for the limit may pass while the remains are cleared away.
      const outOfTime = scope.aborted && scope.reason === limit.signal.reason;
      const cancelled = scope.aborted && !outOfTime;
      if (!cancelled && !this.#identity) this.#opener.doubt();
      await this.stop();
      throw cancelled ? startCancelled(this.service.name, cause) : this.#startFailed(cause, outOfTime);
    } finally {
      clearTimeout(timer);
    }
  }

  async #prepare(link: UpstreamLink, identity: ServerIdentity, signal: AbortSignal): Promise<void> {
    this.#feed.begin(link.connection, identity);
    await this.#lists.get('tools', signal);
    signal.throwIfAborted();
    if (!link.open) throw link.gone(false);
    this.#isReady = true;
    const { name: service } = this.service;
    const { protocolVersion } = identity;
    const ms = Date.now() - this.#startedAt;
    const tools = this.getTools().length;
    this.#logger.debug({ service, pid: this.pid, protocolVersion, tools, ms }, 'Server started');
    for (const kind of this.#changedEarly) this.#lists.changed(kind);
  }

  #request(
    { connection }: UpstreamLink,
    method: string,
    params: JsonObject | undefined,
    options: RequestOptions,
  ): Promise<unknown> {
    return this.#remote
      ? this.#remote.send(connection, method, params, options)
      : connection.request(method, params, options);
  }

  async #fetchList(kind: ListKind, timeoutMs: number): Promise<Listing> {
    const { signal } = this.#stopping;
    const listing = await listPages(kind, {
      service: this.service.name,
      request: (method, params) => this.#request(this.#opener.link!, method, params, { timeoutMs, signal }),
      onOddity: what => this.#complain({ kind }, `In a list of the server's ${what}`),
    });
    if (kind !== 'tools' || !this.#remote || this.era !== '2026') return listing;
    const entries = callableTools(listing.entries, (tool, fault) =>
      this.#complain({ tool }, `A tool was left out: ${fault}`),
    );
    return { ...listing, entries };
  }

  /** The upstream has forgotten the session: it gets another, with all that the one before had. */
  async #reopen(): Promise<void> {
    this.#identity = await this.#opener.reopen(this.#stopping.signal);
    await this.#feed.resume(this.#opener.link!.connection, this.#identity);
  }

  /** What happened meanwhile was not told: everything may have changed. */
  #onGap(): void {
    for (const kind of listKinds) this.#lists.changed(kind);
    for (const uri of this.#feed.uris) this.#tell(() => this.emit('resourceUpdated', { uri }));
  }

  #onNotification(method: string, params: JsonObject | undefined, delivered: boolean): void {
    for (const kind of changedLists(method)) {
      if (this.#isReady) this.#lists.changed(kind);
      else this.#changedEarly.add(kind);
    }
    if (method === RESOURCE_UPDATED && params) {
      this.#tell(() => this.emit('resourceUpdated', withoutSubscriptionId(params)));
    }
    this.#tell(() => this.emit('notification', method, params, delivered));
  }

  #onListChanged(kind: ListKind): void {
    if (kind === 'tools') this.#tell(() => this.emit('toolsChanged', this.getTools()));
    this.#tell(() => this.emit('listChanged', kind));
  }

  #onExit(exit: ProcessExit): void {
    this.#lists.stop();
    this.#feed.stop();
    this.#tell(() => this.emit('exit', exit));
  }

  /** A listener that throws stops neither the reader nor the other calls. */
  #tell(emit: () => void): void {
    try {
      emit();
    } catch (err) {
      this.#log.log('error', { service: this.service.name, err }, 'A listener threw');
    }
  }

  #complain(fields: object, message: string): void {
    this.#log.log('warn', { service: this.service.name, ...fields }, message);
  }

  #notStarted(): UpstreamError {
    const { name } = this.service;
    const { link } = this.#opener;
    if (link && !link.open) return link.gone(false);
    return new UpstreamError('GW_UPSTREAM_EXITED', name, `Service ${name} has not been started`, {
      retryable: true,
    });
  }

  #startFailed(cause: unknown, outOfTime: boolean): UpstreamError {
    const { name, startTimeoutMs } = this.service;
    const why = outOfTime ? `it was not ready within ${startTimeoutMs} ms` : describeFailure(cause);
    return startFailed(name, why, { cause, details: this.#opener.link?.details ?? {} });
  }
}
