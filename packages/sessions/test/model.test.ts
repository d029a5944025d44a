import { once } from 'node:events';
import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UpstreamLease } from '../src/index.ts';
import { InProcessSpawner } from './in-process-spawner.ts';
import { failure, openSessions } from './open-sessions.ts';

const TIMEOUT_MS = 1_000;
const MAX_SESSIONS = 3;
const ids = ['a', 'b', 'c', 'd'] as const;
const services = ['own', 'common'] as const;
type Service = (typeof services)[number];

interface Process {
  count: number;
  alive: boolean;
}
interface ModelSession {
  lastAccessed: number;
  inFlight: number;
  readonly used: Map<Service, Process>;
}
interface ModelLease {
  readonly session: ModelSession;
  readonly process: Process;
}

/** What sessions promise, without any of how they keep it. */
class Model {
  now = 0;
  readonly sessions = new Map<string, ModelSession>();
  readonly leases: ModelLease[] = [];
  common: Process = { count: 0, alive: false };

  expire(): void {
    for (const [id, session] of this.sessions) {
      if (session.inFlight === 0 && this.now - session.lastAccessed >= TIMEOUT_MS) this.end(id);
    }
  }

  end(id: string): void {
    const own = this.sessions.get(id)?.used.get('own');
    if (own) own.alive = false;
    this.sessions.delete(id);
  }

  /** The process that a call gets, and whether the one before was lost. */
  provide(session: ModelSession, service: Service): { process: Process; restarted: boolean } {
    const before = session.used.get(service);
    let process = service === 'own' ? before : this.common;
    if (!process?.alive) process = { count: 0, alive: true };
    if (service === 'common') this.common = process;
    session.used.set(service, process);
    return { process, restarted: before !== undefined && before !== process };
  }
}

interface Real {
  readonly fixture: ReturnType<typeof openSessions>;
  readonly spawner: InProcessSpawner;
  readonly leases: UpstreamLease[];
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
  /** Looking at the sessions ends those whose time is over: not always, so that calls find such ones too. */
  readonly looksAfter: boolean = true;

  check(_model: Readonly<Model>): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    model.expire();
    await this.step(model, real);
    if (!this.looksAfter) return;
    model.expire();
    const { sessions } = real.fixture;
    expect(
      sessions
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...model.sessions.keys()].sort());
    expect(sessions.inFlight).toBe(model.leases.length);
    for (const [id, { inFlight, lastAccessed, used }] of model.sessions) {
      const view = sessions.get(id);
      const alive = Object.fromEntries([...used].map(([service, process]) => [service, process.alive]));
      expect(
        Object.fromEntries(Object.entries(view?.services ?? {}).map(([name, at]) => [name, at.alive])),
      ).toEqual(alive);
      const remaining = inFlight > 0 ? TIMEOUT_MS : lastAccessed + TIMEOUT_MS - model.now;
      expect(view?.timeRemainingMs).toBe(remaining);
    }
  }

  abstract step(model: Model, real: Real): Promise<void>;
}

class Acquire extends Step {
  readonly id: string;
  readonly service: Service;

  constructor(id: string, service: Service) {
    super();
    this.id = id;
    this.service = service;
  }

  override async step(model: Model, { fixture, leases }: Real): Promise<void> {
    const acquiring = fixture.acquire(this.id, { service: this.service });
    if (!model.sessions.has(this.id) && model.sessions.size >= MAX_SESSIONS) {
      expect(await failure(acquiring)).toMatchObject({ code: 'GW_SESSION_LIMIT', scope: 'total' });
      return;
    }
    const session = model.sessions.get(this.id) ?? { lastAccessed: 0, inFlight: 0, used: new Map() };
    model.sessions.set(this.id, session);
    const { process, restarted } = model.provide(session, this.service);
    session.inFlight += 1;
    session.lastAccessed = model.now;
    model.leases.push({ session, process });
    const lease = await acquiring;
    expect(lease.restarted).toBe(restarted);
    leases.push(lease);
  }

  override toString(): string {
    return `acquire(${this.id}, ${this.service})`;
  }
}

abstract class WithLease extends Step {
  readonly index: number;

  constructor(index: number) {
    super();
    this.index = index;
  }

  override check({ leases }: Model): boolean {
    return leases.length > 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.index % from.length]!;
  }
}

class Call extends WithLease {
  override async step(model: Model, { leases }: Real): Promise<void> {
    const { process } = this.pick(model.leases);
    const call = this.pick(leases).client.callTool('count', {});
    if (!process.alive) {
      expect(await failure(call)).toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
      return;
    }
    process.count += 1;
    expect(await call).toMatchObject({ content: [{ text: String(process.count) }] });
  }

  override toString(): string {
    return `call(${this.index})`;
  }
}

class Release extends WithLease {
  override async step(model: Model, { leases }: Real): Promise<void> {
    const at = this.index % leases.length;
    const [lease] = leases.splice(at, 1);
    const [{ session }] = model.leases.splice(at, 1) as [ModelLease];
    lease?.release();
    session.inFlight -= 1;
    session.lastAccessed = model.now;
  }

  override toString(): string {
    return `release(${this.index})`;
  }
}

class Close extends Step {
  readonly id: string;

  constructor(id: string) {
    super();
    this.id = id;
  }

  override async step(model: Model, { fixture }: Real): Promise<void> {
    expect(await fixture.sessions.close(this.id)).toBe(model.sessions.has(this.id));
    model.end(this.id);
  }

  override toString(): string {
    return `close(${this.id})`;
  }
}

/** Time passes, with its timers or, on a busy event loop, without. */
class Pass extends Step {
  readonly ms: number;
  readonly timers: boolean;
  override readonly looksAfter: boolean;

  constructor(ms: number, timers: boolean) {
    super();
    this.ms = ms;
    this.timers = timers;
    this.looksAfter = timers;
  }

  override async step(model: Model, { fixture: { clock } }: Real): Promise<void> {
    if (this.timers) clock.advance(this.ms);
    else clock.skip(this.ms);
    model.now += this.ms;
  }

  override toString(): string {
    return `${this.timers ? 'advance' : 'skip'}(${this.ms})`;
  }
}

class Kill extends WithLease {
  override async step(model: Model, { leases, spawner }: Real): Promise<void> {
    const { process } = this.pick(model.leases);
    const { client } = this.pick(leases);
    if (!process.alive) return;
    const exit = once(client, 'exit');
    spawner.kill(client.pid!);
    await exit;
    process.alive = false;
  }

  override toString(): string {
    return `kill(${this.index})`;
  }
}

test('whatever comes in whatever order, sessions keep what they promise', { timeout: 120_000 }, async () => {
  verifies('sessions:model:any-order');
  const steps = [
    fc
      .tuple(fc.constantFrom(...ids), fc.constantFrom(...services))
      .map(([id, service]) => new Acquire(id, service)),
    fc.nat(10).map(index => new Call(index)),
    fc.nat(10).map(index => new Release(index)),
    fc.nat(10).map(index => new Kill(index)),
    fc.constantFrom(...ids).map(id => new Close(id)),
    // A shared process goes after a minute without use: one run stays below that.
    fc.tuple(fc.integer({ min: 1, max: 900 }), fc.boolean()).map(([ms, timers]) => new Pass(ms, timers)),
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 60 }), async commands => {
      const spawner = new InProcessSpawner();
      await using fixture = openSessions({
        services: { own: {}, common: { shared: true } },
        spawner,
        defaultTimeoutMs: TIMEOUT_MS,
        maxTotalSessions: MAX_SESSIONS,
      });
      fixture.sessions.start();
      await fc.asyncModelRun(
        () => ({ model: new Model(), real: { fixture, spawner, leases: [] } }),
        commands,
      );
      await fixture.sessions.shutdown();
      expect(spawner.running).toBe(0);
      expect(fixture.clock.timers).toBe(0);
    }),
    { numRuns: 150 },
  );
});
