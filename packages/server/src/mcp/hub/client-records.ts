import type { UpstreamLease } from '@gw/sessions';
import type { Caller, RequestHandler, Scope } from '../hub.ts';
import { asking } from './asking.ts';
import { ClientRecord, nobodyToAsk, type RecordContext } from './client-record.ts';
import type { HubContext } from './hub-context.ts';

/** Finds a session's process for a service, and keeps what clients have set up there. */
export class ClientRecords {
  readonly #hub: HubContext;
  readonly #records = new Map<string, ClientRecord>();
  /** Requests whose process is starting: it may ask something before it is there. */
  readonly #starting = new Map<string, RequestHandler[]>();
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
    { service, signal, ask }: { service: string; signal?: AbortSignal; ask?: RequestHandler | undefined },
  ): Promise<UpstreamLease> {
    const starting = ask && this.#isStarting(scope, caller, ask);
    let lease: UpstreamLease;
    try {
      lease = await this.#hub.sessions.acquire(this.#wish(scope, caller, service, signal));
    } finally {
      starting?.();
    }
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
      if (record.caller.sessionId === sessionId && !record.listening) this.#forget(record);
    }
    await this.#hub.sessions.close(sessionId);
  }

  #wish(scope: Scope, caller: Caller, service: string, signal: AbortSignal | undefined) {
    const { sessionId, clientInfo } = caller;
    const capabilities = capabilitiesIn(scope, caller);
    const { session } = this.#hub.config();
    return {
      sessionId,
      service,
      idleTimeoutMs: session.default_timeout * 1000,
      metadata: { protocol: `mcp ${caller.protocolVersion}`, ...(clientInfo && { clientInfo }) },
      capabilities,
      ...(signal && { signal }),
      ...(Object.keys(capabilities).length > 0 && {
        onRequest: asking({
          caller,
          ask: this.#askOutside(scope, caller),
          timeoutMs: this.#hub.inputTimeoutMs(),
        }),
      }),
    };
  }

  /** Answers what a server asks outside of any request, by whoever can be asked then. */
  #askOutside(scope: Scope, caller: Caller): RequestHandler {
    const key = keyOf(scope, caller.sessionId);
    return async (method, params, signal) => {
      const starting = this.#starting.get(key)?.at(-1);
      if (starting) return starting(method, params, signal);
      if (caller.era === '2026') return nobodyToAsk();
      return this.of(scope, caller).ask(method, params, signal);
    };
  }

  #isStarting(scope: Scope, { sessionId }: Caller, ask: RequestHandler): () => void {
    const key = keyOf(scope, sessionId);
    const asks = this.#starting.get(key) ?? [];
    this.#starting.set(key, asks);
    asks.push(ask);
    return () => {
      asks.splice(asks.indexOf(ask), 1);
      if (asks.length === 0 && this.#starting.get(key) === asks) this.#starting.delete(key);
    };
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

const keyOf = (scope: Scope, sessionId: string): string =>
  `${scope.kind === 'server' ? scope.name : ''}\n${sessionId}`;

const isOf = (scope: Scope, service: string): boolean => scope.kind === 'gateway' || scope.name === service;
