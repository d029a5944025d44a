import type { ProcessExit, UpstreamAccess } from '@gw/mcp-client';
import { Lease } from './lease.ts';
import { LeavingUpstreams } from './leaving-upstreams.ts';
import type { ServicePool } from './service-pool.ts';
import type { Session } from './session.ts';
import type { SessionServiceView } from './session-view.ts';
import { Upstream } from './upstream.ts';
import type { UpstreamTraits } from './upstream-provider.ts';
import type { UpstreamStart } from './upstream-start.ts';

type EntryState =
  | { readonly kind: 'starting'; readonly start: UpstreamStart; readonly exitReason?: string }
  | { readonly kind: 'live'; readonly upstream: Upstream }
  /** Nothing has been started yet, or the process has died. */
  | { readonly kind: 'dead'; readonly exitReason?: string };

/** A session's use of one service. */
export class SessionEntry {
  readonly session: Session;
  readonly pool: ServicePool;
  #state: EntryState = { kind: 'dead' };
  #startedAt: number;
  /** Of the upstream that served last; undefined: none has yet. */
  #lineage: symbol | undefined;
  /** Of the access that the upstream has, or the one on its way; undefined: none. */
  #accessKey: string | undefined;
  #leaving: LeavingUpstreams | undefined;
  /** On their way for calls with another access than the latest. */
  readonly #overtaken = new Set<UpstreamStart>();
  #restarts = 0;
  #calls = 0;
  #inFlight = 0;

  constructor(session: Session, pool: ServicePool) {
    this.session = session;
    this.pool = pool;
    this.#startedAt = session.clock.epoch();
  }

  /** The upstream for a call right now, if there is one. */
  get serving(): Upstream | undefined {
    return this.#state.kind === 'live' && this.#state.upstream.serving ? this.#state.upstream : undefined;
  }

  /** Likewise, if it has exactly this access. */
  servingWith(access: UpstreamAccess | undefined): Upstream | undefined {
    return this.#accessKey === access?.key ? this.serving : undefined;
  }

  /** No call has ever been served, none is waiting: the entry is as if it had never been. */
  get unused(): boolean {
    return this.#lineage === undefined && this.#inFlight === 0;
  }

  /** A call begins: from here to `ended` the session can't expire. */
  began(now: number): void {
    this.#inFlight += 1;
    this.session.began(now);
  }

  ended(): void {
    this.#inFlight -= 1;
    this.session.ended();
  }

  lease(upstream: Upstream, restarted = false): Lease {
    this.#calls += 1;
    return new Lease(this, upstream, restarted);
  }

  /** Gets an upstream where none is serving: a spare at once, or one that has to start. */
  connect(signal: AbortSignal | undefined, traits: UpstreamTraits | undefined): Lease | Promise<Lease> {
    const before = this.#lineage;
    const accessKey = traits?.access?.key;
    if (accessKey !== this.#accessKey) this.#changeAccess(accessKey);
    const grant = (upstream: Upstream) => {
      if (accessKey === this.#accessKey) this.#adopt(upstream);
      else this.#lendOnce(upstream);
      return this.lease(upstream, before !== undefined && before !== upstream.lineage);
    };
    if (this.#state.kind === 'starting' && this.#state.start.open) {
      return this.#state.start.join(this, signal, grant);
    }
    const provided = this.pool.provide(traits);
    if (provided instanceof Upstream) return grant(provided);
    this.#await(provided);
    return provided.join(this, signal, grant);
  }

  /** The service's definition has changed: calls in flight end on the old process, the next one gets a new. */
  retire(): void {
    if (this.#state.kind !== 'live' || this.#state.upstream.shared) return;
    this.#state.upstream.onExit = undefined;
    this.#state.upstream.retire();
  }

  /** Cuts everything that is the session's own. */
  close(error: Error): Promise<void>[] {
    const ending = this.#leaving?.stop() ?? [];
    for (const start of this.#overtaken) {
      start.leave(this, error);
      if (!start.open) ending.push(start.settled);
    }
    if (this.#state.kind === 'starting') {
      this.#state.start.leave(this, error);
      if (!this.#state.start.open) ending.push(this.#state.start.settled);
    } else if (this.#state.kind === 'live' && !this.#state.upstream.shared) {
      this.#state.upstream.onExit = undefined;
      ending.push(this.#state.upstream.stop());
    }
    this.#state = { kind: 'dead' };
    return ending;
  }

  view(): SessionServiceView {
    const upstream = this.#state.kind === 'live' ? this.#state.upstream : undefined;
    const exitReason = this.#exitReason;
    const alive = upstream?.serving ?? false;
    const pid = alive ? upstream?.client.pid : undefined;
    return {
      ...(pid !== undefined && { pid }),
      alive,
      startedAt: this.#startedAt,
      restarts: this.#restarts,
      calls: this.#calls,
      inFlight: this.#inFlight,
      shared: upstream?.shared ?? this.pool.shared,
      ...(exitReason !== undefined && { exitReason }),
    };
  }

  get #exitReason(): string | undefined {
    return this.#state.kind === 'live' ? this.#state.upstream.client.exit?.reason : this.#state.exitReason;
  }

  #await(start: UpstreamStart): void {
    const exitReason = this.#exitReason;
    this.#letGo();
    this.#startedAt = this.session.clock.epoch();
    this.#state = { kind: 'starting', start, ...(exitReason !== undefined && { exitReason }) };
  }

  /** Calls under way end on what they have; nothing of it is handed out again. */
  #changeAccess(accessKey: string | undefined): void {
    this.retire();
    if (this.#state.kind === 'starting' && this.#state.start.open) {
      const { start } = this.#state;
      this.#overtaken.add(start);
      const over = () => void this.#overtaken.delete(start);
      start.settled.then(over, over);
      this.#state = { kind: 'dead' };
    } else if (this.#state.kind === 'live' && this.#state.upstream.shared) this.#state = { kind: 'dead' };
    this.#accessKey = accessKey;
  }

  /** It came when the session's access was another already: it serves the calls that waited for it, and no more. */
  #lendOnce(upstream: Upstream): void {
    if (upstream.shared) return;
    this.#leaving ??= new LeavingUpstreams();
    this.#leaving.add(upstream);
    // After those who wait have got it.
    queueMicrotask(() => upstream.retire());
  }

  #adopt(upstream: Upstream): void {
    if (this.#state.kind === 'live' && this.#state.upstream === upstream) return;
    this.#letGo();
    if (this.#lineage !== undefined && this.#lineage !== upstream.lineage) {
      this.#restarts += 1;
      this.pool.restarts += 1;
    }
    this.#lineage = upstream.lineage;
    this.#startedAt = upstream.client.startedAt;
    this.#state = { kind: 'live', upstream };
    if (!upstream.shared) upstream.onExit = exit => this.#died(upstream, exit);
  }

  /** A retired upstream may still have calls to finish: closing the session must find it. */
  #letGo(): void {
    if (this.#state.kind !== 'live' || this.#state.upstream.shared) return;
    this.#leaving ??= new LeavingUpstreams();
    this.#state.upstream.onExit = undefined;
    this.#leaving.add(this.#state.upstream);
  }

  #died(upstream: Upstream, { reason }: ProcessExit): void {
    this.#letGo();
    this.#state = { kind: 'dead', exitReason: reason };
    this.session.upstreamDied(this.pool.name, upstream.client.pid, reason);
  }
}
