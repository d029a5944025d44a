import { EventEmitter } from 'node:events';
import manifest from '../package.json' with { type: 'json' };
import type { EraMemory } from './era-memory.ts';
import { UpstreamError } from './errors.ts';
import { shakeHands } from './handshake.ts';
import type { ConnectionLimits } from './json-rpc-connection.ts';
import { asObject, type JsonObject } from './json-rpc-message.ts';
import type { ListHints, ListKind } from './list-kind.ts';
import { LogLimiter } from './log-limiter.ts';
import { type Logger, silentLogger } from './logger.ts';
import type { McpService } from './mcp-service.ts';
import type { JsonRpcReply, RequestHandler } from './request-handler.ts';
import type { ProcessExit, ProcessUsage, SpawnedProcess, Spawner } from './spawner.ts';
import type { ServerIdentity } from './surface.ts';
import type { CallOptions, Tool, ToolResult } from './tool.ts';
import { listFirstTools, listTools, type ToolListingOptions } from './tool-listing.ts';
import { ToolRelisting } from './tool-relisting.ts';
import type { Era } from './transport.ts';
import { UpstreamLink } from './upstream-link.ts';

/** Events of an {@link McpClient}. */
export interface McpClientEvents {
  /** The process has ended; emitted once, at once, whoever still holds its pipes. */
  exit: [exit: ProcessExit];
  /** The tools were listed anew after the server announced a change. */
  toolsChanged: [tools: readonly Tool[]];
  /** A list has changed; where it had been fetched, it has been fetched anew. */
  listChanged: [kind: ListKind];
  /** A resource that is subscribed to has changed: the parameters of `notifications/resources/updated`. */
  resourceUpdated: [params: JsonObject];
  /** Every notification of the server's, as it came; `delivered`: a call's `onNotification` has had it. */
  notification: [method: string, params: JsonObject | undefined, delivered: boolean];
}

/** Settings of an {@link McpClient}. */
export interface McpClientOptions {
  readonly spawner: Spawner;
  /** Default: no log. */
  readonly logger?: Logger;
  /** What `initialize` says of us. Default: this package's name and version. */
  readonly clientInfo?: { readonly name: string; readonly version: string };
  readonly limits?: Partial<ConnectionLimits>;
  /** What we declare to the server: on `initialize`, or with each request. Default `{}`: nothing. */
  readonly capabilities?: JsonObject;
  /** Answers what the server asks outside of any call that has a handler. Default: refused with -32601. */
  readonly onRequest?: RequestHandler;
  /** Where the era is remembered. Default: in this client alone. */
  readonly eras?: EraMemory;
}

/** One MCP server process of its own and the conversation with it: started once, used, stopped. */
export class McpClient extends EventEmitter<McpClientEvents> implements AsyncDisposable {
  readonly service: McpService;
  readonly #options: McpClientOptions;
  readonly #logger: Logger;
  readonly #log: LogLimiter;
  readonly #stopping = new AbortController();
  readonly #relisting = new ToolRelisting(() => this.#relist());
  #starting: Promise<void> | undefined;
  #spawning: Promise<SpawnedProcess> | undefined;
  #link: UpstreamLink | undefined;
  #identity: ServerIdentity | undefined;
  #tools: readonly Tool[] = [];
  #ready = false;
  #changedEarly = false;
  #startedAt = 0;

  constructor(service: McpService, options: McpClientOptions) {
    super();
    this.service = service;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#log = new LogLimiter(this.#logger, { burst: 20, perSecond: 1 });
  }

  /** Started, and able to answer as far as anyone knows. */
  get alive(): boolean {
    return this.#ready && this.#link?.open === true;
  }

  get pid(): number | undefined {
    return this.#link?.process.pid;
  }

  /** How the process ended, once it has. */
  get exit(): ProcessExit | undefined {
    return this.#link?.exit;
  }

  /** When {@link start} was called, in milliseconds since the epoch; 0 before. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** The last 200 lines of stderr, oldest first, each cut at 4 KiB. */
  get stderrTail(): readonly string[] {
    return this.#link?.stderr ?? [];
  }

  /** `undefined` before the start. */
  get era(): Era | undefined {
    return this.#identity?.era;
  }

  /** What was declared to the server. */
  get capabilities(): JsonObject {
    return this.#options.capabilities ?? {};
  }

  /** What the server said of itself. */
  get identity(): ServerIdentity | undefined {
    return this.#identity;
  }

  get protocolVersion(): string | undefined {
    return this.#identity?.protocolVersion;
  }

  get serverInfo(): Readonly<Record<string, unknown>> | undefined {
    return this.#identity?.serverInfo;
  }

  get serverCapabilities(): Readonly<Record<string, unknown>> | undefined {
    return this.#identity?.capabilities;
  }

  get instructions(): string | undefined {
    return this.#identity?.instructions;
  }

  /**
   * Starts the process, opens the protocol and lists the tools, all within the service's `startTimeoutMs`.
   * A failed or aborted start rejects when nothing of it is left; the client is spent then.
   *
   * @throws UpstreamError `GW_UPSTREAM_START_FAILED` (its `details` hold stderr and how the process ended),
   *   `GW_UPSTREAM_CANCELLED` when the signal aborts or {@link stop} is called meanwhile
   */
  start(signal?: AbortSignal): Promise<void> {
    this.#starting ??= this.#start(signal);
    return this.#starting;
  }

  /** Ends the process and all below it, and fails what waits. Idempotent; resolves when nothing is left. */
  async stop(): Promise<void> {
    // After an exit nothing is left to cancel: a start in progress fails with the exit as its reason.
    if (!this.exit) this.#stopping.abort();
    this.#relisting.stop();
    // The spawner heeds the abort; what it has started in spite of it is ours to stop.
    await this.#spawning?.catch(() => {});
    await this.#link?.end();
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
  async callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<ToolResult> {
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
   * Sends any request and gives its result as the server sent it.
   * On time-out and abort the server is told by `notifications/cancelled`; its late answer is dropped.
   *
   * @throws UpstreamError `GW_UPSTREAM_TIMEOUT`, `_CANCELLED`, `_RPC_ERROR`, `_EXITED`, `_BUSY`, `_PROTOCOL`
   */
  callMethod(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ): Promise<unknown> {
    const link = this.#link;
    if (!link || !this.#ready) return Promise.reject(this.#notStarted());
    const { timeoutMs = this.service.callTimeoutMs, signal, onProgress, meta } = options;
    const sent = meta ? { ...params, _meta: { ...asObject(params?._meta), ...meta } } : params;
    return link.connection.request(method, sent, { timeoutMs, signal, onProgress });
  }

  /** The tools as last listed. */
  getTools(): readonly Tool[] {
    return this.#tools;
  }

  /** Sends a notification, where the era has them (2025). */
  notify(method: string, params?: JsonObject): void {
    this.#link?.connection.notify(method, params);
  }

  /**
   * All entries of a list, from memory once they have been fetched; `[]` where the server doesn't have it.
   * They are fetched anew when the server announces a change.
   *
   * @throws UpstreamError see {@link callMethod}
   */
  async list(kind: ListKind, _options: { signal?: AbortSignal } = {}): Promise<readonly JsonObject[]> {
    return kind === 'tools' ? this.#tools : [];
  }

  /** The entries of a list if they have been fetched, without waiting. */
  listed(kind: ListKind): readonly JsonObject[] | undefined {
    return kind === 'tools' ? this.#tools : undefined;
  }

  /** What the server said of how long a list may be kept. */
  listHints(_kind: ListKind): ListHints | undefined {
    return undefined;
  }

  /**
   * Asks to be told of a resource's changes ({@link McpClientEvents.resourceUpdated}). Counted: the last
   * {@link unsubscribe} ends it.
   *
   * @throws UpstreamError see {@link callMethod}
   */
  async subscribe(uri: string): Promise<void> {
    await this.callMethod('resources/subscribe', { uri });
  }

  async unsubscribe(uri: string): Promise<void> {
    await this.callMethod('resources/unsubscribe', { uri });
  }

  /** Asks for log messages from this level on; in the 2026 era with each request from now on. */
  async setLogLevel(level: string): Promise<void> {
    await this.callMethod('logging/setLevel', { level });
  }

  /** What the process and all below it use now; nothing once it is gone. */
  async usage(): Promise<ProcessUsage> {
    if (!this.#link?.open) return { cpuMs: 0, memoryBytes: 0, processes: 0 };
    return this.#link.process.usage();
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    this.#startedAt = Date.now();
    // A timer that ends with the start: one of AbortSignal.timeout() would be held until it fires.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), this.service.startTimeoutMs);
    const scope = AbortSignal.any([limit.signal, this.#stopping.signal, ...(signal ? [signal] : [])]);
    try {
      scope.throwIfAborted();
      this.#spawning = this.#options.spawner.spawn(this.service, { signal: scope });
      this.#link = this.#converse(await this.#spawning);
      await this.#open(this.#link, scope);
    } catch (cause) {
      // Told apart now, for the limit may pass while the remains are cleared away.
      const outOfTime = scope.aborted && scope.reason === limit.signal.reason;
      const cancelled = scope.aborted && !outOfTime;
      await this.stop();
      throw cancelled ? this.#startCancelled(cause) : this.#startFailed(cause, outOfTime);
    } finally {
      clearTimeout(timer);
    }
  }

  #converse(process: SpawnedProcess): UpstreamLink {
    return new UpstreamLink(process, {
      service: this.service.name,
      logger: this.#logger,
      log: this.#log,
      limits: this.#options.limits,
      onRequest: answerServerRequest,
      onNotification: (method, params) => this.#onNotification(method, params),
      onExit: exit => {
        this.#relisting.stop();
        this.#tell(() => this.emit('exit', exit));
      },
    });
  }

  async #open(link: UpstreamLink, signal: AbortSignal): Promise<void> {
    const { name: service, startTimeoutMs: timeoutMs } = this.service;
    const clientInfo = this.#options.clientInfo ?? { name: manifest.name, version: manifest.version };
    this.#identity = await shakeHands(link.connection, { service, clientInfo, timeoutMs, signal });
    const { capabilities, protocolVersion } = this.#identity;
    this.#tools = await listFirstTools(
      link.connection,
      capabilities,
      this.#listingOptions(timeoutMs, signal),
    );
    signal.throwIfAborted();
    if (!link.open) throw link.gone(false);
    this.#ready = true;
    const ms = Date.now() - this.#startedAt;
    this.#logger.debug(
      { service, pid: this.pid, protocolVersion, tools: this.#tools.length, ms },
      'Server started',
    );
    if (this.#changedEarly) this.#relisting.request();
  }

  #listingOptions(timeoutMs: number, signal: AbortSignal): ToolListingOptions {
    const { name: service } = this.service;
    const onOddity = (what: string) =>
      this.#log.log('warn', { service }, `In the server's list of tools ${what}`);
    return { service, timeoutMs, signal, onOddity };
  }

  async #relist(): Promise<void> {
    if (!this.#link || !this.alive) return;
    try {
      const options = this.#listingOptions(this.service.callTimeoutMs, this.#stopping.signal);
      this.#tools = await listTools(this.#link.connection, options);
    } catch (err) {
      const { name: service } = this.service;
      this.#log.log('warn', { service, err }, 'The changed tools could not be listed; the old list stays');
      return;
    }
    this.#tell(() => this.emit('toolsChanged', this.#tools));
  }

  #onNotification(method: string, params: JsonObject | undefined): void {
    if (method === 'notifications/tools/list_changed') {
      if (this.#ready) this.#relisting.request();
      else this.#changedEarly = true;
    }
    this.#tell(() => this.emit('notification', method, params, false));
  }

  /** A listener that throws stops neither the reader nor the other calls. */
  #tell(emit: () => void): void {
    try {
      emit();
    } catch (err) {
      this.#log.log('error', { service: this.service.name, err }, 'A listener threw');
    }
  }

  #notStarted(): UpstreamError {
    const { name } = this.service;
    if (this.#link && !this.#link.open) return this.#link.gone(false);
    return new UpstreamError('GW_UPSTREAM_EXITED', name, `Service ${name} has not been started`, {
      retryable: true,
    });
  }

  #startCancelled(cause: unknown): UpstreamError {
    const { name } = this.service;
    const message = `Service ${name} was not started: it was cancelled`;
    return new UpstreamError('GW_UPSTREAM_CANCELLED', name, message, { cause, retryable: true });
  }

  #startFailed(cause: unknown, outOfTime: boolean): UpstreamError {
    const { name, startTimeoutMs } = this.service;
    const details = this.#link?.details ?? {};
    const why = outOfTime ? `it was not ready within ${startTimeoutMs} ms` : describeFailure(cause);
    const message = `Service ${name} could not be started: ${why}`;
    return new UpstreamError('GW_UPSTREAM_START_FAILED', name, message, { cause, details, retryable: true });
  }
}

/** What the server asks of us. Sampling, elicitation and roots are not offered, so nobody may ask for them. */
function answerServerRequest(method: string): JsonRpcReply {
  if (method === 'ping') return { result: {} };
  return { error: { code: -32601, message: `Method not found: ${method.slice(0, 100)}` } };
}

/** What a remote caller may learn of a failed start: nothing that a spawner says, for it knows paths. */
function describeFailure(cause: unknown): string {
  if (!(cause instanceof UpstreamError)) return 'its process could not be started';
  return `it ${cause.message.replace(`Service ${cause.service} `, '')}`;
}
