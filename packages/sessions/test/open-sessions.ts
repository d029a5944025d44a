import { fileURLToPath } from 'node:url';
import {
  createPlainSpawner,
  type McpClient,
  McpManager,
  McpService,
  type McpServiceOptions,
  type Spawner,
} from '@gw/mcp-client';
import { expect } from 'vitest';
import {
  type AcquireRequest,
  type ServicePolicy,
  SessionManager,
  type SessionManagerOptions,
  type UpstreamLease,
  type UpstreamSource,
  type UpstreamTraits,
} from '../src/index.ts';
import { ManualClock } from './manual-clock.ts';

export type TestService = Partial<ServicePolicy> & { command?: readonly string[]; startTimeoutMs?: number };

interface SessionsOptions extends Partial<Omit<SessionManagerOptions, 'source' | 'services' | 'clock'>> {
  services?: Record<string, TestService>;
  spawner?: Spawner;
  /** Processes that have learned the tools go to the sessions. */
  offer?: boolean;
}

/** Ends at once when told to: these tests wait for it. */
const plainSpawner = createPlainSpawner({
  env: { PATH: process.env.PATH },
  endGraceMs: 500,
  killAfterMs: 500,
});

const counterCommand = [process.execPath, fileURLToPath(new URL('./fixtures/counter.mjs', import.meta.url))];

/** Starts through a real manager, remembers what was started, and can be told to wait before it does. */
class RecordingSource implements UpstreamSource {
  readonly clients: McpClient[] = [];
  readonly manager: McpManager;
  /** Who each start was for. */
  readonly traits: Partial<UpstreamTraits>[] = [];
  attempts = 0;
  /** Starts fail with it. */
  failure: Error | undefined;
  /** Aborts are missed. */
  deaf = false;
  /** Does not remember clients, so that they can be garbage. */
  forgets = false;
  #gate: Promise<void> | undefined;

  constructor(manager: McpManager) {
    this.manager = manager;
  }

  async createClient(
    service: string,
    options: { signal?: AbortSignal } & Partial<UpstreamTraits> = {},
  ): Promise<McpClient> {
    const { signal: _, ...traits } = options;
    this.traits.push(traits);
    this.attempts += 1;
    await (this.deaf ? this.#gate : Promise.race([this.#gate, aborted(options.signal)]));
    if (!this.deaf) options.signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    const client = await this.manager.createClient(service, this.deaf ? {} : options);
    if (!this.forgets) this.clients.push(client);
    return client;
  }

  status(service: string) {
    return this.manager.status(service);
  }

  /** Holds starts back until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => signal?.addEventListener('abort', () => resolve(), { once: true }));
}

export function mcpServices(services: Record<string, TestService>): McpService[] {
  return Object.entries(services).map(
    ([name, { command = counterCommand, startTimeoutMs = 20_000, warm, shared }]) => {
      const options: McpServiceOptions = { name, command, startTimeoutMs, callTimeoutMs: 20_000 };
      return new McpService({ ...options, ...(warm && { warm }), ...(shared && { shared }) });
    },
  );
}

export function policies(services: Record<string, TestService>): Map<string, ServicePolicy> {
  return new Map(
    Object.entries(services).map(([name, { warm = 0, shared = false, cpuLimitMs }]) => [
      name,
      { warm, shared, ...(cpuLimitMs && { cpuLimitMs }) },
    ]),
  );
}

/** A session manager over real processes, on a clock of the test's; disposing of it leaves none behind. */
export function openSessions({
  services = { counter: {} },
  spawner = plainSpawner,
  offer = false,
  ...options
}: SessionsOptions = {}) {
  const offers: boolean[] = [];
  const manager: McpManager = new McpManager({
    services: mcpServices(services),
    spawner,
    onLearned: client => {
      const taken = offer && sessions.offer(client);
      offers.push(taken);
      return taken;
    },
  });
  const source = new RecordingSource(manager);
  const clock = new ManualClock();
  const sessions = new SessionManager({ source, services: policies(services), clock, ...options });
  return {
    sessions,
    source,
    clock,
    manager,
    offers,
    acquire: (sessionId: string, request: Partial<AcquireRequest> = {}) =>
      sessions.acquire({ sessionId, service: 'counter', ...request }),
    async [Symbol.asyncDispose]() {
      await sessions.shutdown().catch(() => {});
      await manager.shutdown();
      for (const { pid } of source.clients) if (spawner === plainSpawner) expect(isRunning(pid)).toBe(false);
    },
  };
}

/** Uses a lease for one call of a tool, and gives the text of the answer. */
export async function use(lease: UpstreamLease, tool = 'count', args = {}): Promise<string> {
  try {
    const { content } = await lease.client.callTool(tool, args);
    return String(content?.[0]?.text ?? '');
  } finally {
    lease.release();
  }
}

/** Like `expect.poll`, with patience for a busy machine. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000, interval: 10 });

/** The error that a call ends with. */
export function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    error => error,
  );
}

export function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the client's process has ended. */
export function exited(client: McpClient): Promise<void> {
  return client.exit ? Promise.resolve() : new Promise(resolve => client.once('exit', () => resolve()));
}
