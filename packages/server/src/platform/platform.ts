import { setTimeout as delay } from 'node:timers/promises';
import type {
  Catalog,
  Connections,
  Imports,
  SecretBox,
  SkillLibrary,
  VectorSearch,
  WordNet,
} from '@gw/catalog';
import type { GatewayConfig } from '@gw/config';
import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import type { Store } from '@gw/store';
import { RequestError, retryAfter } from '../errors.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { ApiKeyring } from './keys/api-keyring.ts';
import { Operations } from './operations/operations.ts';
import { OutsideChanges } from './outside-changes.ts';
import type { PlatformParts } from './parts.ts';
import { type OpenSandboxHost, SandboxGate } from './sandboxes/sandbox-gate.ts';
import type { PlatformSelections } from './selections/platform-selections.ts';
import { ToolScopes } from './sessions/tool-scopes.ts';

/** What the search of tools knows beside their words. */
export interface SearchModels extends AsyncDisposable {
  /** What words mean. Default: words are found by themselves and their kin. */
  readonly meanings?: WordNet | undefined;
  /** Texts by a model's vectors. Default: words alone. */
  readonly vectors?: VectorSearch | undefined;
}

/** The servers of a gateway, as the platform API needs them. */
export interface PlatformServers {
  /** Closed with the platform. */
  readonly catalog: Catalog;
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  /** Callers' own ways into servers; closed with the platform. */
  readonly connections: Connections;
  /** Seals what is kept. */
  readonly secrets: SecretBox;
  /** Closed with the platform. */
  readonly skills: SkillLibrary;
  /** Closed with the platform. Default: nothing can be imported. */
  readonly imports?: Imports | undefined;
  /** What the search of tools knows beside their words; closed with the platform. Default: nothing. */
  readonly models?: SearchModels | undefined;
  /** Opens what runs sandboxes; absent: nothing does. */
  readonly openSandboxHost?: OpenSandboxHost | undefined;
  /** Where callers reach the gateway: never told by a caller. */
  readonly publicUrl: () => string;
  /** Shows bundles and sessions to MCP clients, whose endpoints are made with the very same. */
  readonly selections: PlatformSelections;
}

/** What {@link createPlatform} puts together. */
export interface PlatformOptions {
  /** Opens what is kept; asked again, with pauses, while it fails with an error that is `retryable`. */
  readonly openStore: () => Promise<Store>;
  /** Opens the servers over what is kept. */
  readonly openServers: (store: Store) => Promise<PlatformServers>;
  readonly config: GatewayConfig;
  readonly logger: Logger;
}

/** What is behind `/api/v1`: one for a gateway, over reloads. */
export interface Platform extends AsyncDisposable {
  /**
   * Opens what is kept, so that the routes answer; until then, and where it can't be opened, they answer 503.
   * Resolves when it is open or has failed for good, which is logged. Never rejects.
   */
  start(): Promise<void>;
  /** Takes up a changed configuration. */
  configure(config: GatewayConfig): void;
  /** Ends what goes on beside requests, imports for example, and the streams of those who watch it. */
  endWork(): void;
  /** Ends the commands that run in sandboxes, which answers those who wait for them. */
  endCommands(): void;
  /** Writes what is waiting to be written, and closes what is kept. Idempotent. */
  close(): Promise<void>;
}

/** Makes the platform of one gateway; nothing is opened before its start. */
export function createPlatform(options: PlatformOptions): Platform {
  return new PlatformHost(options);
}

/** How often expired entries of the cache are removed, in milliseconds. */
const sweepEveryMs = 60_000;
const longestPauseMs = 30_000;

/** The platform as the application sees it. */
export class PlatformHost implements Platform {
  readonly #options: PlatformOptions;
  readonly #stopped = new AbortController();
  readonly #ending = new AbortController();
  #config: GatewayConfig;
  #parts: PlatformParts | undefined;
  #models: SearchModels | undefined;
  #presence: AsyncDisposable | undefined;
  #problem = 'The platform API is starting';
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.#config = options.config;
  }

  /** @throws TypeError when it was not made by {@link createPlatform} of this copy of the package */
  static of(platform: Platform): PlatformHost {
    if (platform instanceof PlatformHost) return platform;
    throw new TypeError('ServerOptions.platform must come from createPlatform()');
  }

  /** @throws RequestError 503 `GW_PLATFORM_UNAVAILABLE` while there is nothing to work with */
  get parts(): PlatformParts {
    if (this.#parts) return this.#parts;
    throw new RequestError('GW_PLATFORM_UNAVAILABLE', 503, this.#problem, retryAfter(1_000));
  }

  /** Whether there are {@link parts}. */
  get isOpen(): boolean {
    return this.#parts !== undefined;
  }

  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  configure(config: GatewayConfig): void {
    this.#config = config;
    this.#parts?.sessions.configure(idleMs(config));
    this.#parts?.sandboxes.configure(config.sandboxes);
  }

  endWork(): void {
    this.#ending.abort();
    void this.#parts?.operations.close();
  }

  endCommands(): void {
    void this.#parts?.sandboxes.close();
  }

  /** Aborts when streams are to end. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(): Promise<void> {
    const { logger } = this.#options;
    for (let attempt = 0; !this.#stopped.signal.aborted; attempt++) {
      try {
        return await this.#open();
      } catch (error) {
        this.#problem = 'The database of the platform API can not be opened; the log of the gateway says why';
        const isPassing = (error as { retryable?: unknown }).retryable === true;
        const pauseMs = Math.min(1_000 * 2 ** attempt, longestPauseMs);
        const outlook = isPassing ? { pauseMs } : {};
        logger.error({ err: error, ...outlook }, 'The database can not be opened: /api/v1 answers 503');
        if (!isPassing) return;
        await delay(pauseMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
      }
    }
  }

  async #open(): Promise<void> {
    const store = await this.#options.openStore();
    if (this.#stopped.signal.aborted) return store.close();
    const outside = new OutsideChanges(this.#options.logger);
    try {
      // Before anything is read, so that no change is missed.
      this.#presence = await store.attend(outside.hear);
      const keys = await ApiKeyring.open(store);
      const sessions = await ToolScopes.open(store, idleMs(this.#config));
      if (this.#stopped.signal.aborted) return await store.close();
      const servers = await this.#options.openServers(store);
      // Its code is loaded here, so that a start doesn't wait for it.
      const [{ Bundles, CatalogSearch }, { ToolExecution }] = await Promise.all([
        import('@gw/catalog'),
        import('./tools/tool-execution.ts'),
      ]);
      const { catalog, secrets } = servers;
      const bundles = await Bundles.open({ store, catalog, secrets });
      const { selections, connections } = servers;
      selections.use({ bundles, sessions, catalog, connections });
      this.#models = servers.models;
      this.#parts = {
        store,
        keys,
        sessions,
        audit: new AuditTrail(store.journal),
        catalog,
        bundles,
        selections,
        connections: servers.connections,
        manager: servers.manager,
        search: new CatalogSearch(servers.catalog, servers.models),
        execution: new ToolExecution(servers),
        secrets,
        sandboxes: this.#sandboxGate(store, servers),
        imports: servers.imports,
        skills: servers.skills,
        operations: new Operations(store, this.#options.logger),
        publicUrl: servers.publicUrl,
      };
    } catch (error) {
      await this.#presence?.[Symbol.asyncDispose]();
      await store.close();
      throw error;
    }
    outside.follow(this.#parts);
    const sweep = () => store.cache.sweep().catch(() => {});
    const sweeping = setInterval(sweep, sweepEveryMs).unref();
    this.#stopped.signal.addEventListener('abort', () => clearInterval(sweeping));
  }

  #sandboxGate(store: Store, { secrets, openSandboxHost }: PlatformServers): SandboxGate {
    const { logger } = this.#options;
    const config = this.#config.sandboxes;
    const gate = new SandboxGate({ store, secrets, config, logger }, openSandboxHost);
    void gate.resume();
    return gate;
  }

  async #close(): Promise<void> {
    // A store that is still being opened is closed when it is.
    this.#stopped.abort();
    this.#ending.abort();
    const { store, catalog, bundles, connections, search, operations, imports, sandboxes, skills } =
      this.#parts ?? {};
    this.#parts = undefined;
    this.#problem = 'The gateway is shutting down';
    await this.#presence?.[Symbol.asyncDispose]();
    search?.[Symbol.dispose]();
    await this.#models?.[Symbol.asyncDispose]();
    await operations?.close();
    await imports?.close();
    await sandboxes?.close();
    await connections?.[Symbol.asyncDispose]();
    await skills?.close();
    await bundles?.close();
    await catalog?.close();
    await store?.close();
  }
}

const idleMs = ({ session }: GatewayConfig) => session.default_timeout * 1000;
