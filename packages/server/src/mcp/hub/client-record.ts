import type { Logger, McpClient } from '@gw/mcp-client';
import type { SessionHold, UpstreamLease } from '@gw/sessions';
import type { Caller, JsonObject, JsonRpcReply, Listener, RequestHandler, Scope } from '../hub.ts';
import { notDeclared, refusal } from './asking.ts';
import { canLog, type LogLevels } from './log-levels.ts';
import { WiredUpstream } from './wired-upstream.ts';

/** Somebody who listens, and to what. */
export interface Listening {
  readonly listener: Listener;
  wants(method: string, params: JsonObject | undefined): boolean;
}

/** What a record needs of the hub. */
export interface RecordContext {
  readonly logger: Logger;
  readonly levels: LogLevels;
  /** The session's process of a service, started where there is none. */
  lease(record: ClientRecord, service: string): Promise<UpstreamLease>;
  hold(sessionId: string): SessionHold | undefined;
  /** Nothing is to be remembered of the client any more. */
  forget(record: ClientRecord): void;
}

/** What one client has beyond its single requests: who listens, subscriptions, a log level, and its servers' processes. */
export class ClientRecord {
  readonly scope: Scope;
  readonly caller: Caller;
  /** As `logging/setLevel` set it. */
  level: string | undefined;
  readonly #context: RecordContext;
  readonly #listeners = new Set<Listening>();
  readonly #wired = new Map<string, WiredUpstream>();
  /** Services of the resources that are subscribed to, and who wants them. */
  readonly #subscriptions = new Map<string, { readonly service: string; readonly by: Set<object> }>();
  /** Lists of processes that are gone, to be compared with those of their successors. */
  readonly #before = new Map<string, WiredUpstream>();
  readonly #unsent = new Set<string>();
  #hold: SessionHold | undefined;
  #watchedSession: AbortSignal | undefined;

  constructor(scope: Scope, caller: Caller, context: RecordContext) {
    this.scope = scope;
    this.caller = caller;
    this.#context = context;
  }

  get listening(): boolean {
    return this.#listeners.size > 0;
  }

  /** The session's processes that are known here, by service. */
  get upstreams(): ReadonlyMap<string, { readonly client: McpClient }> {
    return this.#wired;
  }

  /** Whether forgetting it loses nothing. */
  get isBlank(): boolean {
    return !this.listening && this.#wired.size === 0 && this.level === undefined;
  }

  clientOf(service: string): McpClient | undefined {
    return this.#wired.get(service)?.client;
  }

  add(listening: Listening): void {
    this.#listeners.add(listening);
    this.#keepSession();
  }

  /** Never rejects. */
  async remove(listening: Listening): Promise<void> {
    if (!this.#listeners.delete(listening)) return;
    const mine = [...this.#subscriptions].filter(([, { by }]) => by.has(listening));
    if (!this.listening) {
      this.#hold?.release();
      this.#hold = undefined;
      if (this.caller.era === '2026' || this.isBlank) this.#context.forget(this);
    }
    // A server that is gone, or refuses, has nothing to send either.
    await Promise.allSettled(mine.map(([uri]) => this.unsubscribe(uri, listening)));
    if (this.caller.era === '2026' && !this.listening) this.#unwireAll();
  }

  /** Sends a notification to all who want it. */
  deliver(method: string, params: JsonObject | undefined): void {
    for (const listening of this.#listeners) {
      if (listening.wants(method, params)) listening.listener.notify(method, params);
    }
  }

  /** The same, once for several occasions in a row: resources and their templates change together, for instance. */
  deliverSoon(method: string): void {
    if (!this.listening) return;
    if (this.#unsent.size === 0) {
      setImmediate(() => {
        const methods = [...this.#unsent];
        this.#unsent.clear();
        for (const unsent of methods) this.deliver(unsent, undefined);
      });
    }
    this.#unsent.add(method);
  }

  /** Asks the client what a server wants to know outside of any request. */
  async ask(method: string, params: JsonObject | undefined, signal: AbortSignal): Promise<JsonRpcReply> {
    let ask: RequestHandler | undefined;
    for (const { listener } of this.#listeners) ask = listener.ask ?? ask;
    return ask ? ask(method, params, signal) : notDeclared(method);
  }

  /** Takes up the session's process of a service: hears it, and sets up what its predecessor had. */
  async adopt(service: string, lease: UpstreamLease): Promise<void> {
    const { client, signal } = lease;
    if (this.#wired.get(service)?.client === client) return;
    this.#watch(signal);
    this.#keepSession();
    const wired = new WiredUpstream(this, service, client);
    const before = this.#unwire(service) ?? this.#before.get(service);
    this.#before.delete(service);
    this.#wired.set(service, wired);
    await this.#setUp(service, client);
    if (before) await this.#tellDifferences(before, client);
  }

  /** A process has ended: its subscriptions are set up on the next one, which is started for them if need be. */
  lost(service: string): void {
    const gone = this.#unwire(service);
    if (!gone) return;
    this.#before.set(service, gone);
    if (this.listening && this.#urisOf(service).length > 0) void this.#restore(service);
  }

  async setLevel(level: string): Promise<void> {
    this.level = level;
    await Promise.all([...this.#wired.values()].map(({ client }) => this.#applyLevel(client)));
  }

  /** @throws what subscribing at the server throws */
  async subscribe(uri: string, service: string, by: object = this): Promise<void> {
    const known = this.#subscriptions.get(uri);
    if (known) {
      known.by.add(by);
      return;
    }
    const subscription = { service, by: new Set([by]) };
    this.#subscriptions.set(uri, subscription);
    try {
      await this.clientOf(service)?.subscribe(uri);
    } catch (error) {
      if (this.#subscriptions.get(uri) === subscription) this.#subscriptions.delete(uri);
      throw error;
    }
  }

  /** @throws what unsubscribing at the server throws */
  async unsubscribe(uri: string, by: object = this): Promise<void> {
    const known = this.#subscriptions.get(uri);
    if (!known?.by.delete(by) || known.by.size > 0) return;
    this.#subscriptions.delete(uri);
    await this.clientOf(known.service)?.unsubscribe(uri);
  }

  /** Whether a resource, or what is below it, is subscribed to. */
  isSubscribed(uri: unknown): boolean {
    if (typeof uri !== 'string') return false;
    for (const subscribed of this.#subscriptions.keys()) if (uri.startsWith(subscribed)) return true;
    return false;
  }

  /** Hears no server any more. */
  #unwireAll(): void {
    for (const service of [...this.#wired.keys()]) this.#unwire(service);
  }

  #unwire(service: string): WiredUpstream | undefined {
    const wired = this.#wired.get(service);
    wired?.unwire();
    this.#wired.delete(service);
    return wired;
  }

  #keepSession(): void {
    if (this.listening) this.#hold ??= this.#context.hold(this.caller.sessionId);
  }

  /** A session that is closed takes everything with it; its listeners stay for the next one. */
  #watch(signal: AbortSignal): void {
    if (this.#watchedSession === signal) return;
    this.#watchedSession = signal;
    signal.addEventListener(
      'abort',
      () => {
        this.#hold?.release();
        this.#hold = undefined;
        this.#subscriptions.clear();
        this.#before.clear();
        this.#unwireAll();
        if (this.isBlank) this.#context.forget(this);
      },
      { once: true },
    );
  }

  #urisOf(service: string): string[] {
    return [...this.#subscriptions].filter(([, known]) => known.service === service).map(([uri]) => uri);
  }

  async #setUp(service: string, client: McpClient): Promise<void> {
    const steps = this.#urisOf(service).map(uri => client.subscribe(uri));
    for (const outcome of await Promise.allSettled([this.#applyLevel(client), ...steps])) {
      if (outcome.status === 'fulfilled') continue;
      const { logger } = this.#context;
      logger.warn({ service, err: outcome.reason }, 'What a client had set up could not be set up again');
    }
  }

  async #applyLevel(client: McpClient): Promise<void> {
    if (this.level !== undefined && canLog(client) && !client.service.shared) {
      await this.#context.levels.set(client, this.level);
    }
  }

  async #tellDifferences(before: WiredUpstream, client: McpClient): Promise<void> {
    for (const method of await before.changedSince(client)) this.deliverSoon(method);
  }

  async #restore(service: string): Promise<void> {
    try {
      (await this.#context.lease(this, service)).release();
    } catch (err) {
      this.#context.logger.warn(
        { service, err },
        'Subscriptions end with their server, which could not be started',
      );
      for (const uri of this.#urisOf(service)) this.#subscriptions.delete(uri);
    }
  }
}

/** What a server is told when nobody can be asked. */
export const nobodyToAsk = (): JsonRpcReply =>
  refusal(-32603, 'The client can only be asked while a request of its own is under way');
