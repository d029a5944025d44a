import { EventEmitter } from 'node:events';
import { availableParallelism } from 'node:os';
import { boundedWait } from '../bounded-wait.ts';
import type { McpClientOptions } from '../client-options.ts';
import { createEraMemory, type EraMemory } from '../eras/era-memory.ts';
import { UpstreamError } from '../errors.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { RequestHandler } from '../json-rpc/request-handler.ts';
import type { ListKind } from '../lists/list-kind.ts';
import type { Surface } from '../lists/surface.ts';
import { type Logger, silentLogger } from '../logger.ts';
import { McpClient } from '../mcp-client.ts';
import type { McpService } from '../mcp-service.ts';
import type { Spawner } from '../spawner.ts';
import type { Tool } from '../tool.ts';
import { type UpstreamAccess, withAccess } from '../upstream-access.ts';
import { type Backoff, defaultBackoff } from './backoff.ts';
import { KnownSurface } from './known-surface.ts';
import { Profiles } from './profiles.ts';
import { ServiceLearner, type ServiceStatus } from './service-learner.ts';
import { startCancelled, startFailed } from './start-failure.ts';
import { StartQueue } from './start-queue.ts';

/** Settings of an {@link McpManager}. */
export interface McpManagerOptions extends Pick<McpClientOptions, 'clientInfo' | 'limits' | 'authorization'> {
  readonly services?: Iterable<McpService>;
  readonly spawner: Spawner;
  /** Default: no log. */
  readonly logger?: Logger;
  /**
   * Starts side by side: of all services together while their tools are learned in the background,
   * and of each service apart for callers. Default: two for each processor, at least 4.
   */
  readonly startConcurrency?: number;
  /** Offered the client with which a service's tools were learned: `true` takes it over, else it is stopped. */
  readonly onLearned?: (client: McpClient) => boolean;
  /** Pauses between attempts to learn a service that fails. */
  readonly backoff?: Partial<Backoff>;
  /** Where the services' eras are remembered. Default: as long as the manager. */
  readonly eras?: EraMemory;
  /**
   * The credentials with which it is learned what a service shows to everybody, beside the service's own. Default:
   * none. A client with such credentials is never offered to others.
   */
  readonly learningAccess?: (service: string) => UpstreamAccess | undefined;
}

/** Events of an {@link McpManager}, by its `events`. */
export interface McpManagerEvents {
  /** All that the service shows has been learned. */
  learned: [service: string];
  /** A list of a learned service is another one now. */
  listChanged: [service: string, kind: ListKind];
  /** An attempt to learn the service has failed; it is tried again. */
  failed: [service: string, error: UpstreamError];
}

/** For whom a client is made. */
export interface CreateClientOptions {
  readonly signal?: AbortSignal;
  /** What is declared to the server. Default `{}`. */
  readonly capabilities?: JsonObject;
  /** Answers what the server asks outside of any call. Default: refused. */
  readonly onRequest?: RequestHandler;
  /** The caller's own credentials. Default: those of the service alone. */
  readonly access?: UpstreamAccess | undefined;
  /** Whether it is made to see what everybody is shown: with the credentials for learning, where there are any. */
  readonly forLearning?: boolean;
}

/** Names of services that a reload has touched. */
export interface ServiceChanges {
  added: string[];
  removed: string[];
  /** Those whose processes are of no more use. Other settings (words, limits, spares) change without being told. */
  changed: string[];
}

interface Entry {
  service: McpService;
  readonly learner: ServiceLearner;
  readonly profiles: Profiles;
  /** Starts for callers: a service that hangs makes only its own callers wait. */
  readonly lane: StartQueue;
}

/** The configured services: what tools each has, and clients for those who want one. */
export class McpManager implements AsyncDisposable {
  readonly events = new EventEmitter<McpManagerEvents>();
  readonly #options: McpManagerOptions;
  readonly #logger: Logger;
  readonly #startConcurrency: number;
  readonly #background: StartQueue;
  readonly #entries = new Map<string, Entry>();
  readonly #eras: EraMemory;
  readonly #clients = new Set<McpClient>();
  /** Whose credentials clients have, beside the service's. */
  readonly #accessKeys = new WeakMap<McpClient, string>();
  /** Learners of services that a reload has removed, until their processes are gone. */
  readonly #retiring = new Set<Promise<void>>();
  #services: ReadonlyMap<string, McpService> = new Map();
  #started = false;
  #shutdown: Promise<void> | undefined;

  constructor(options: McpManagerOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#eras = options.eras ?? createEraMemory();
    this.#startConcurrency = options.startConcurrency ?? Math.max(4, 2 * availableParallelism());
    this.#background = new StartQueue(this.#startConcurrency);
    this.configure(options.services ?? []);
  }

  /** The enabled services, by name; another map after {@link configure}. */
  get services(): ReadonlyMap<string, McpService> {
    return this.#services;
  }

  /** Learns every service's tools in the background. Returns at once, and fails for no service's sake. */
  start(): void {
    this.#started = true;
    for (const { learner } of this.#entries.values()) void learner.learn();
  }

  /**
   * Takes a new set of services, compared by value. Clients of removed and changed ones stay with those
   * who hold them; attempts to learn them end; added and changed ones are learned.
   */
  configure(services: Iterable<McpService>): ServiceChanges {
    const wanted = new Map(
      [...services].filter(({ enabled }) => enabled).map(service => [service.name, service]),
    );
    const before = new Map(this.#entries);
    const changes: ServiceChanges = { added: [], removed: [], changed: [] };
    for (const [name, entry] of before) {
      const service = wanted.get(name);
      if (service?.startsLike(entry.service)) {
        this.#adjust(entry, service);
        continue;
      }
      changes[service ? 'changed' : 'removed'].push(name);
      this.#entries.delete(name);
      this.#retire(entry);
    }
    for (const [name, service] of wanted) {
      if (this.#entries.has(name)) continue;
      if (!before.has(name)) changes.added.push(name);
      const entry = this.#createEntry(service);
      this.#entries.set(name, entry);
      if (this.#started) void entry.learner.learn();
    }
    this.#services = new Map([...this.#entries].map(([name, { service }]) => [name, service]));
    return changes;
  }

  /**
   * Tells what a service showed in an earlier run, to answer listings with until it has been learned again. Nothing
   * happens where more is known already, or there is no such service.
   *
   * @param untilNeeded it is learned by the first start that somebody needs, not for its own sake. Default false
   */
  remember(name: string, surface: Surface, { untilNeeded = false }: { untilNeeded?: boolean } = {}): void {
    this.#entries.get(name)?.learner.remember(surface, untilNeeded);
  }

  /**
   * Starts a client of the caller's own, who stops it. Callers' starts never wait behind background ones
   * or those of another service.
   *
   * @throws UpstreamError `GW_UNKNOWN_SERVICE`, `GW_UPSTREAM_START_FAILED`, `GW_UPSTREAM_CANCELLED`
   */
  async createClient(name: string, options: CreateClientOptions = {}): Promise<McpClient> {
    const entry = this.#entry(name);
    const { startTimeoutMs: timeoutMs } = entry.service;
    const place = entry.lane.enter();
    try {
      await boundedWait(place.turn, {
        limit: {
          timeoutMs,
          onTimeout: () => startFailed(name, `too many of its starts had not ended within ${timeoutMs} ms`),
        },
        signal: options.signal,
        onAbort: reason => startCancelled(name, reason),
      });
      const client = await this.#connect(entry.service, options);
      if (this.#showsAll(client, entry)) entry.learner.know(client);
      return client;
    } catch (error) {
      if (error instanceof UpstreamError && error.code === 'GW_UPSTREAM_START_FAILED') {
        const { exit, stderr } = error.details;
        this.#logger.warn({ service: name, err: error, exit, stderr }, 'A server could not be started');
      }
      throw error;
    } finally {
      place.leave();
    }
  }

  /**
   * A service's tools, from memory. While the service is still starting this waits for it, ahead of the
   * queue, up to its `startTimeoutMs`; for a failed one it makes one attempt at once, shared by all who
   * ask, and at most one a second.
   *
   * @throws UpstreamError `GW_UNKNOWN_SERVICE`, `GW_UPSTREAM_START_FAILED`, `GW_UPSTREAM_CANCELLED`
   */
  async getServiceTools(name: string, options: { signal?: AbortSignal } = {}): Promise<readonly Tool[]> {
    return this.#entry(name).learner.wait(options.signal);
  }

  /** A service's tools if they are known, without waiting. */
  knownTools(name: string): readonly Tool[] | undefined {
    return this.#entries.get(name)?.learner.tools;
  }

  /** All that a service shows to a client without capabilities, if it is known, without waiting. */
  surface(name: string): Surface | undefined {
    return this.#entries.get(name)?.learner.surface;
  }

  /**
   * All that a service shows to a client without capabilities, from memory; waits as {@link getServiceTools} does.
   *
   * @throws UpstreamError `GW_UNKNOWN_SERVICE`, `GW_UPSTREAM_START_FAILED`, `GW_UPSTREAM_CANCELLED`
   */
  async getSurface(name: string, options: { signal?: AbortSignal } = {}): Promise<Surface> {
    return this.#entry(name).learner.waitForSurface(options.signal);
  }

  /**
   * All that a service shows to a client with these capabilities. Learned by a start of its own, one at a time
   * for each profile; the eight last asked for are kept until the service announces a change.
   *
   * @throws UpstreamError see {@link getSurface}
   */
  async learnProfile(name: string, capabilities: JsonObject): Promise<Surface> {
    const { profiles } = this.#entry(name);
    return Object.keys(capabilities).length === 0 ? this.getSurface(name) : profiles.get(capabilities);
  }

  /** @throws UpstreamError `GW_UNKNOWN_SERVICE` */
  status(name: string): ServiceStatus {
    return this.#entry(name).learner.status;
  }

  /** Whether each service can start, by name: starts those whose tools aren't known yet. */
  async validateServices(): Promise<Record<string, boolean>> {
    const verdicts = [...this.#entries].map(async ([name, { learner }]) => {
      await learner.learn();
      return [name, learner.tools !== undefined] as const;
    });
    return Object.fromEntries(await Promise.all(verdicts));
  }

  /** Ends all starts and stops every client that this manager has made. Idempotent. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#stopAll();
    return this.#shutdown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  /** Words, limits and spares change without a new process. */
  #adjust(entry: Entry, service: McpService): void {
    entry.service = service;
    entry.learner.service = service;
  }

  #createEntry(service: McpService): Entry {
    const { name } = service;
    const profiles = new Profiles(capabilities => this.#learnProfile(name, capabilities));
    const learner: ServiceLearner = new ServiceLearner(service, {
      queue: this.#background,
      connect: signal => this.#connect(learner.service, { signal, forLearning: true }),
      onLearned: client => this.#offer(client),
      onComplete: () => this.#tell('learned', name),
      onChanged: kind => {
        profiles.clear();
        this.#tell('listChanged', name, kind);
      },
      onFailed: error => this.#tell('failed', name, error),
      backoff: { ...defaultBackoff, ...this.#options.backoff },
      logger: this.#logger,
    });
    return { service, learner, profiles, lane: new StartQueue(this.#startConcurrency) };
  }

  async #learnProfile(name: string, capabilities: JsonObject): Promise<Surface> {
    const client = await this.createClient(name, { capabilities, forLearning: true });
    try {
      const known = new KnownSurface(name, this.#logger);
      await known.complete(client);
      if (known.surface) return known.surface;
      throw startFailed(name, 'it ended before it had told all that it shows');
    } finally {
      void this.#stop(client);
    }
  }

  async #connect(service: McpService, options: CreateClientOptions): Promise<McpClient> {
    if (this.#shutdown) throw startCancelled(service.name);
    const { spawner, clientInfo, limits, learningAccess } = this.#options;
    const { capabilities, onRequest, signal, forLearning } = options;
    const access = forLearning ? learningAccess?.(service.name) : options.access;
    const authorization = access?.authorization ? () => access.authorization : this.#options.authorization;
    const client = new McpClient(access ? withAccess(service, access) : service, {
      spawner,
      logger: this.#logger,
      eras: this.#eras,
      ...(clientInfo ? { clientInfo } : {}),
      ...(limits ? { limits } : {}),
      ...(capabilities ? { capabilities } : {}),
      ...(onRequest ? { onRequest } : {}),
      ...(authorization ? { authorization } : {}),
    });
    this.#clients.add(client);
    if (access) this.#accessKeys.set(client, access.key);
    client.once('exit', () => void this.#stop(client));
    client.on('listChanged', kind => this.#onListChanged(kind, client));
    try {
      await client.start(signal);
    } catch (error) {
      this.#clients.delete(client);
      throw error;
    }
    return client;
  }

  #onListChanged(kind: ListKind, client: McpClient): void {
    const entry = this.#entries.get(client.service.name);
    if (!entry || !(this.#accessKeys.has(client) || entry.service.startsLike(client.service))) return;
    entry.profiles.clear();
    if (this.#showsAll(client, entry)) void entry.learner.changed(kind, client);
  }

  /**
   * Whether what this client sees is what everybody is shown. Servers may show more to a client that can do more, or
   * to one with other credentials; where nothing else is known, that is better than nothing.
   */
  #showsAll(client: McpClient, { service: { name }, learner }: Entry): boolean {
    if (Object.keys(client.capabilities).length > 0) return false;
    const isUsual = this.#accessKeys.get(client) === this.#options.learningAccess?.(name)?.key;
    return isUsual || learner.status.state === 'failed';
  }

  #offer(client: McpClient): void {
    const isOpenToAll = !this.#accessKeys.has(client);
    const current = isOpenToAll && this.#entries.get(client.service.name)?.service.startsLike(client.service);
    let taken = false;
    try {
      taken =
        current === true && !this.#shutdown && client.alive && this.#options.onLearned?.(client) === true;
    } catch (err) {
      this.#logger.error({ service: client.service.name, err }, 'A listener threw');
    }
    if (!taken) void this.#stop(client);
  }

  #tell<E extends keyof McpManagerEvents>(event: E, ...args: McpManagerEvents[E]): void {
    try {
      // The types of EventEmitter do not follow a generic name.
      (this.events as EventEmitter).emit(event, ...args);
    } catch (err) {
      this.#logger.error({ service: args[0], err }, 'A listener threw');
    }
  }

  async #stop(client: McpClient): Promise<void> {
    try {
      await client.stop();
    } catch (err) {
      this.#logger.error(
        { service: client.service.name, pid: client.pid, err },
        'A server could not be stopped',
      );
    } finally {
      this.#clients.delete(client);
    }
  }

  #retire({ learner, lane, service }: Entry): void {
    lane.close(startCancelled(service.name));
    const retired = learner.stop().finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  async #stopAll(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const { lane, service } of entries) lane.close(startCancelled(service.name));
    const learners = entries.map(({ learner }) => learner.stop());
    await Promise.all([
      ...learners,
      ...this.#retiring,
      ...[...this.#clients].map(client => this.#stop(client)),
    ]);
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (!entry) throw new UpstreamError('GW_UNKNOWN_SERVICE', name, `Unknown service: ${name}`);
    return entry;
  }
}
