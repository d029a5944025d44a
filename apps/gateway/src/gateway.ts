import {
  type ConfigChange,
  ConfigError,
  diffConfig,
  formatIssue,
  type GatewayConfig,
  loadConfig,
} from '@gw/config';
import { buildApp, createPlatform, createSandboxServer, type Platform } from '@gw/server';
import { Application } from './application.ts';
import { type Core, type CoreOptions, startCore } from './gateway-core.ts';
import { settleRotation } from './key-rotation.ts';
import { Lifetimes } from './lifetimes.ts';
import { Listener, type ListenTarget } from './listener.ts';
import type { Log } from './log.ts';
import { openPlatformStore } from './platform-store.ts';
import { secretKey } from './secret-key.ts';
import { ServiceRoster } from './service-roster.ts';
import { loadTls } from './tls.ts';

/** What the gateway is started with; nothing else of the process is read. */
export type GatewayOptions = CoreOptions;

/** How long calls under way may take to end at a stop, in milliseconds. The rest of the 12 s is for the servers. */
const drainMs = 7_000;

/** How long the calls that did not end in time have for the answer that tells so, in milliseconds. */
const farewellMs = 500;

/** A running gateway: the packages put together. */
export class Gateway implements AsyncDisposable {
  readonly #options: GatewayOptions;
  readonly #parts: Parts;
  readonly #lifetimes: Lifetimes;
  #config: GatewayConfig;
  #reloading: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  private constructor(options: GatewayOptions, parts: Parts, lifetimes: Lifetimes) {
    this.#options = options;
    this.#config = options.config;
    this.#parts = parts;
    this.#lifetimes = lifetimes;
  }

  /**
   * Starts everything; when one part fails, what has started is stopped again.
   *
   * @throws GatewayError (`GW_LISTEN`, `GW_TLS`)
   */
  static async start(options: GatewayOptions): Promise<Gateway> {
    const lifetimes = new Lifetimes();
    try {
      return new Gateway(options, await startParts(options, lifetimes), lifetimes);
    } catch (error) {
      await lifetimes.stop();
      throw error;
    }
  }

  /** The URL to reach the gateway by from this machine. */
  get url(): string {
    return this.#parts.listener.url;
  }

  /**
   * Reads the configuration again and goes over to it, without cutting a call. A wrong one is logged with all its
   * problems and changes nothing. Reloads run one after the other.
   */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => (this.#stopping ? undefined : this.#reload()));
    return this.#reloading;
  }

  async #reload(): Promise<void> {
    const { log, configPath, env, cwd } = this.#options;
    const { logger } = log;
    try {
      const { config, warnings } = await loadConfig(configPath, { env, cwd });
      for (const warning of warnings) logger.warn({ pointer: warning.pointer }, formatIssue(warning));
      const changes = diffConfig(this.#config, config);
      await this.#apply(config);
      reportChanges(log, configPath, changes);
    } catch (error) {
      const problems = error instanceof ConfigError ? error.issues : undefined;
      const cause = error instanceof Error ? error.message : String(error);
      logger.error(
        { configPath, problems, cause },
        'The configuration was not reloaded; the one before stays in force',
      );
    }
  }

  async #apply(config: GatewayConfig): Promise<void> {
    const { log } = this.#options;
    const { application, listener, roster, platform } = this.#parts;
    // What can fail comes first, so that a failure leaves all as it was.
    const target = await listenTarget(config, this.#options.cwd);
    const app = await buildApp(serverOptions(this.#options, this.#parts, config));
    try {
      await listener.retarget(target);
      log.reopen(config.logging.file);
    } catch (error) {
      await app.close();
      throw error;
    }
    await roster.configure(config);
    platform.configure(config);
    log.setLevel(config.logging.level);
    application.swap(app);
    this.#config = config;
  }

  /** Lets calls under way end, for a bounded time; then ends sessions, servers and what they started. */
  stop(): Promise<void> {
    this.#stopping ??= this.#reloading.then(() => this.#lifetimes.stop());
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

interface Parts extends Core {
  readonly platform: Platform;
  readonly roster: ServiceRoster;
  readonly readiness: { ready: boolean };
  readonly application: Application;
  readonly listener: Listener;
}

async function startParts(options: GatewayOptions, lifetimes: Lifetimes): Promise<Parts> {
  const { config, log } = options;
  const target = await listenTarget(config, options.cwd);
  const platform = createPlatform({
    config,
    openStore: () => openPlatformStore(config, log.logger),
    openServers: store => roster.open(store),
    logger: log.logger,
  });
  // The first to be registered, and so the last to be closed: until then, what was done is written down.
  lifetimes.add('platform', () => platform.close());
  const builtIn = { sandbox: createSandboxServer(platform, options.version) };
  const core = await startCore({ ...options, builtIn }, lifetimes);
  const { sessions, mcp } = core;
  // One that is too short stops the start.
  secretKey(options.env, core.sealingKey);
  const roster: ServiceRoster = new ServiceRoster({
    config,
    core,
    builtIn,
    secretKey: async store =>
      secretKey(options.env, await settleRotation(store, config.data_dir, core.sealingKey)),
    logger: log.logger,
    searchPath: options.env.PATH,
    localUrl: () => listener.url,
  });
  const readiness = { ready: false };
  const parts = { ...core, platform, roster, readiness };
  const application = new Application(await buildApp(serverOptions(options, parts, config)));
  lifetimes.add('application', () => application[Symbol.asyncDispose]());

  const listener: Listener = await Listener.start(target, application.handler);
  lifetimes.add('listener', async () => {
    readiness.ready = false;
    application.drain();
    mcp.endStreams();
    platform.endWork();
    // Ending the sessions answers the calls that are left; `sessions`, above, waits for it and hears of failures.
    const farewell = setTimeout(() => {
      platform.endCommands();
      void sessions.shutdown().catch(() => undefined);
    }, drainMs);
    await listener.close(drainMs + farewellMs);
    clearTimeout(farewell);
  });
  // What is kept is opened beside listening, whatever becomes of it: calls need no database.
  void platform.start();
  // Learning comes after listening: a hundred services that start must not keep the first request waiting.
  await core.begin();
  readiness.ready = true;
  return { ...parts, application, listener };
}

function serverOptions(
  options: GatewayOptions,
  {
    manager,
    processes,
    sessions,
    shared,
    mcp,
    access,
    exposure,
    platform,
    readiness,
  }: Omit<Parts, 'application' | 'listener'>,
  config: GatewayConfig,
) {
  const { log, version } = options;
  return {
    config,
    manager,
    processes,
    sessions,
    shared,
    mcp,
    access,
    exposure,
    platform,
    version,
    logger: log.logger,
    securityLine: log.line,
    isReady: () => readiness.ready,
  };
}

async function listenTarget(config: GatewayConfig, cwd: string): Promise<ListenTarget> {
  const { host, port } = config.server;
  return { host, port, tls: await loadTls(config, cwd) };
}

const needRestart = [
  ...['/data_dir', '/session/sandbox_dir', '/storage', '/embeddings'],
  ...['/sandboxes/engine', '/sandboxes/image', '/sandboxes/images', '/sandboxes/max_running'],
];

function reportChanges({ logger }: Log, configPath: string, changes: readonly ConfigChange[]): void {
  logger.info({ configPath, changes }, `Configuration reloaded: ${changes.length} changed settings`);
  for (const { pointer } of changes) {
    if (needRestart.some(setting => pointer === setting || pointer.startsWith(`${setting}/`))) {
      logger.warn({ pointer }, `${pointer} takes effect at the next start of the gateway`);
    }
  }
}
