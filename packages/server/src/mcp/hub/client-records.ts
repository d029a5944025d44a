import type { UpstreamLease } from '@gw/sessions';
import { type Caller, type RequestHandler, type Scope, scopeKey } from '../hub.ts';
import { asking } from './asking.ts';
import { ClientRecord, nobodyToAsk, type RecordContext } from './client-record.ts';
import type { HubContext } from './hub-context.ts';

/** Clients of which something is remembered. */
const maxRecords = 10_000;

/** Finds a session's process for a service, and keeps what clients have set up there. */
export class ClientRecords {
  readonly #hub: HubContext;
  readonly #records = new Map<string, ClientRecord>();
  /** Requests under way whose clients can be asked, by session and service. */
  readonly #underWay = new Map<string, RequestHandler[]>();
  readonly #context: RecordContext;

  constructor(hub: HubContext) {
    this.#hub = hub;
    this.#context = {
      logger: hub.logger,
      levels: hub.levels,
      lease: (record, service) => this.lease(record.scope, record.caller, { service }),
      hold: sessionId => hub.sessions.hold(sessionId),
      forget: record => this.#forget(record),
    };
  }

  all(): Iterable<ClientRecord> {
    return this.#records.values();
  }

  find(scope: Scope, { sessionId }: Caller): ClientRecord | undefined {
    return this.#records.get(keyOf(scope, sessionId));
  }

  /** The client's record, made when there is none. */
  of(scope: Scope, caller: Caller): ClientRecord {
    const key = keyOf(scope, caller.sessionId);
    let record = this.#records.get(key);
    if (!record) {
      if (this.#records.size >= maxRecords) this.#forgetOldest();
      record = new ClientRecord(scope, caller, this.#context);
      this.#records.set(key, record);
    }
    return record;
  }

  /**
   * The session's process of a service, for one request.
   *
   * @throws what `SessionManager.acquire` throws
   */
  async lease(
    scope: Scope,
    caller: Caller,
    { service, signal }: { service: string; signal?: AbortSignal },
  ): Promise<UpstreamLease> {
    const lease = await this.#hub.sessions.acquire(this.#wish(scope, caller, service, signal));
    // A 2025 client's session is its own, and is told what happens in it; a 2026 client's only while it listens.
    const record = caller.era === '2025' ? this.of(scope, caller) : this.find(scope, caller);
    if (!record || record.clientOf(service) === lease.client) return lease;
    try {
      await record.adopt(service, lease);
      return lease;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /**
   * A request is under way whose client can be asked through it: by a process that is just starting, or that asks
   * several things at once.
   *
   * @returns to be called when the request has ended
   */
  underWay(scope: Scope, { sessionId }: Caller, service: string, ask: RequestHandler): () => void {
    const key = keyOf(scope, sessionId, service);
    const asks = this.#underWay.get(key) ?? [];
    this.#underWay.set(key, asks);
    asks.push(ask);
    return () => {
      asks.splice(asks.lastIndexOf(ask), 1);
      if (asks.length === 0) this.#underWay.delete(key);
    };
  }

  /** Lets a record hear the processes that its session has already. */
  async adoptRunning(record: ClientRecord): Promise<void> {
    const { scope, caller } = record;
    const services = Object.entries(this.#hub.sessions.get(caller.sessionId)?.services ?? {});
    const running = services.filter(([name, { alive }]) => alive && isOf(scope, name));
    const leases = running.map(async ([service]) => (await this.lease(scope, caller, { service })).release());
    await Promise.allSettled(leases);
  }

  async closeSession({ sessionId }: Caller): Promise<void> {
    for (const record of [...this.#records.values()]) {
      if (record.caller.sessionId === sessionId) this.#forget(record);
    }
    await this.#hub.sessions.close(sessionId);
  }

  #wish(scope: Scope, caller: Caller, service: string, signal: AbortSignal | undefined) {
    const { sessionId, clientInfo } = caller;
    const capabilities = capabilitiesIn(scope, caller);
    const { session } = this.#hub.config();
    const { access: own, selections } = this.#hub;
    const access = selections.access(scope, service) ?? own.of(service, caller.principal);
    return {
      sessionId,
      service,
      idleTimeoutMs: session.default_timeout * 1000,
      metadata: { protocol: `mcp ${caller.protocolVersion}`, ...(clientInfo && { clientInfo }) },
      capabilities,
      access,
      ...(signal && { signal }),
      ...(Object.keys(capabilities).length > 0 && {
        onRequest: asking({
          caller,
          ask: this.#askOutside(scope, caller, service),
          timeoutMs: this.#hub.inputTimeoutMs(),
        }),
      }),
    };
  }

  /** Answers what a server asks outside of any request that it can tell, by whoever can be asked then. */
  #askOutside(scope: Scope, caller: Caller, service: string): RequestHandler {
    return async (method, params, signal) => {
      const ask = this.#underWay.get(keyOf(scope, caller.sessionId, service))?.at(-1);
      if (ask) return ask(method, params, signal);
      if (caller.era === '2026') return nobodyToAsk();
      return this.of(scope, caller).ask(method, params, signal);
    };
  }

  /** Of clients without a stream or a process nothing tells that they have gone; of these a level may be left. */
  #forgetOldest(): void {
    for (const record of this.#records.values()) {
      if (record.listening || record.upstreams.size > 0) continue;
      this.#forget(record);
      return;
    }
  }

  #forget({ scope, caller }: ClientRecord): void {
    this.#records.delete(keyOf(scope, caller.sessionId));
  }
}

/** What a client can do for servers in a scope. Behind many servers its tasks could not be told apart. */
export function capabilitiesIn(scope: Scope, { capabilities }: Caller): Caller['capabilities'] {
  if (scope.kind === 'server' || capabilities.tasks === undefined) return capabilities;
  const { tasks: _, ...rest } = capabilities;
  return rest;
}

const keyOf = (scope: Scope, sessionId: string, service = ''): string =>
  [scopeKey(scope), service, sessionId].join('\n');

const isOf = (scope: Scope, service: string): boolean => scope.kind !== 'server' || scope.name === service;
