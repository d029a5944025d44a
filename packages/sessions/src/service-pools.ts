import { ServicePool } from './service-pool.ts';
import type { SessionStats } from './session-stats.ts';
import { StartSlots } from './start-slots.ts';
import type { ProviderContext, ServicePolicy } from './upstream-provider.ts';

type PoolsContext = Omit<ProviderContext, 'service' | 'slots'>;

/** The configured services, each with its pool. */
export class ServicePools {
  readonly #context: PoolsContext;
  readonly #slots = new StartSlots();
  /** A service that is gone from the configuration keeps its pool: calls may still be in flight there. */
  readonly #pools = new Map<string, ServicePool>();
  #services: ReadonlyMap<string, ServicePolicy>;
  #warm = false;

  constructor(context: PoolsContext, services: ReadonlyMap<string, ServicePolicy>) {
    this.#context = context;
    this.#services = new Map(services);
    for (const [name, policy] of services) this.#add(name, policy);
  }

  /** The pool of a service that is configured. */
  get(service: string): ServicePool | undefined {
    return this.#services.has(service) ? this.#pools.get(service) : undefined;
  }

  /** Starts what is wanted ahead of need, now and after each change. */
  warmUp(): void {
    this.#warm = true;
    for (const pool of this.#pools.values()) pool.warmUp();
  }

  /** @returns the services whose upstreams are not to be used again */
  configure(services = this.#services, retired: Iterable<string>): Set<string> {
    const before = this.#services;
    this.#services = new Map(services);
    const renewed = new Set(retired);
    for (const [name, policy] of services) {
      const pool = this.#pools.get(name) ?? this.#add(name, policy);
      const changed = renewed.has(name) || !before.has(name);
      if (pool.configure(policy, { changed })) renewed.add(name);
    }
    for (const name of before.keys()) {
      if (services.has(name)) continue;
      renewed.add(name);
      this.#pools.get(name)?.retire();
    }
    if (this.#warm) this.warmUp();
    return renewed;
  }

  stop(error: Error): Promise<void>[] {
    return [...this.#pools.values()].flatMap(pool => pool.stop(error));
  }

  /** @param owned the live processes that sessions have for themselves */
  stats(sessions: number, inFlight: number, owned: ReadonlyMap<ServicePool, number>): SessionStats {
    const total = { sessions, upstreams: 0, spares: 0, starting: 0, inFlight, restarts: 0 };
    const byService = [...this.#pools.values()].map(pool => {
      const { shared, spares, starting } = pool.counts();
      const upstreams = shared + (owned.get(pool) ?? 0);
      const { restarts } = pool;
      total.upstreams += upstreams;
      total.spares += spares;
      total.starting += starting;
      total.restarts += restarts;
      return [pool.name, { sessions: pool.sessions, upstreams, spares, starting, restarts }] as const;
    });
    return { ...total, byService: Object.fromEntries(byService) };
  }

  #add(name: string, policy: ServicePolicy): ServicePool {
    const pool = new ServicePool({ ...this.#context, service: name, slots: this.#slots }, policy);
    this.#pools.set(name, pool);
    return pool;
  }
}
