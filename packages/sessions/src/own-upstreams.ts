import type { McpClient } from '@gw/mcp-client';
import type { Timer } from './clock.ts';
import { CpuWatch } from './cpu-watch.ts';
import { Upstream } from './upstream.ts';
import {
  LINGER_MS,
  type ProviderContext,
  type ServicePolicy,
  STABLE_MS,
  type UpstreamProvider,
  type UpstreamTraits,
} from './upstream-provider.ts';
import type { UpstreamStart } from './upstream-start.ts';
import { type StartedBy, UpstreamStarts } from './upstream-starts.ts';
import { WarmUp } from './warm-up.ts';

/** A spare has its whole life before it: it is replaced long before the limit. */
const SPARE_CPU_SHARE = 0.25;

interface Spare {
  readonly since: number;
  /** Ends a spare that `warm` doesn't ask for. */
  readonly linger: Timer | undefined;
}

/** A process for each session, taken from the spares where there are any. */
export class OwnUpstreams implements UpstreamProvider, StartedBy {
  readonly #context: ProviderContext;
  readonly #warmUp: WarmUp;
  readonly #cpu: CpuWatch;
  readonly #starts: UpstreamStarts;
  /** In the order in which they came: the oldest is taken first. */
  readonly #spares = new Map<Upstream, Spare>();
  #warm = 0;

  constructor(context: ProviderContext) {
    this.#context = context;
    this.#starts = new UpstreamStarts(context);
    this.#warmUp = new WarmUp(context, this.#fill);
    this.#cpu = new CpuWatch({
      clock: context.clock,
      share: SPARE_CPU_SHARE,
      upstreams: () => this.#spares.keys(),
      due: upstream => this.#discard(upstream),
    });
  }

  provide(traits: UpstreamTraits | undefined): Upstream | UpstreamStart {
    // What a server was told of its client at its start can't be changed: a spare knows of no capabilities.
    const spare = traits ? undefined : (this.#takeSpare() ?? this.#takeStart());
    const provided = spare ?? this.#starts.begin(this, { ahead: false, traits });
    this.#fill();
    return provided;
  }

  offer(client: McpClient): boolean {
    this.#warmUp.proven();
    const wanted = this.#spares.size < Math.max(this.#warm, 1);
    if (wanted) this.#keep(this.#upstream(client));
    this.#fill();
    return wanted;
  }

  adjust({ warm, cpuLimitMs }: ServicePolicy): void {
    this.#warm = warm;
    this.#cpu.limit(cpuLimitMs);
    let surplus = this.#spares.size - warm;
    for (const [upstream, { linger }] of this.#spares) {
      if (surplus <= 0) break;
      if (linger) continue;
      this.#remove(upstream);
      upstream.retire();
      surplus -= 1;
    }
    this.#fill();
  }

  used(): void {}

  renew(): void {
    this.#warm = 0;
    this.#starts.renew();
    for (const upstream of [...this.#spares.keys()]) {
      this.#remove(upstream);
      upstream.retire();
    }
    this.#warmUp.renew();
  }

  stop(error: Error): Promise<void>[] {
    this.#warmUp.stop();
    this.#cpu.stop();
    const spares = [...this.#spares.keys()];
    for (const upstream of spares) this.#remove(upstream);
    return [...this.#starts.stop(error), ...spares.map(upstream => upstream.stop())];
  }

  counts() {
    return { shared: 0, spares: this.#spares.size, starting: this.#starts.size };
  }

  started(start: UpstreamStart, client: McpClient): Upstream {
    const upstream = this.#upstream(client);
    this.#warmUp.proven();
    if (start.ahead && this.#spares.size < this.#warm) this.#keep(upstream);
    else if (start.ahead) upstream.retire();
    this.#fill();
    return upstream;
  }

  ended(start: UpstreamStart, failure: 'failed' | 'abandoned'): void {
    if (failure === 'failed' && start.ahead) this.#warmUp.failed();
    this.#fill();
  }

  #upstream(client: McpClient): Upstream {
    return new Upstream(client, { background: this.#context.background, shared: false });
  }

  #takeSpare(): Upstream | undefined {
    for (const upstream of [...this.#spares.keys()]) {
      this.#remove(upstream);
      if (upstream.serving) return upstream;
    }
    return undefined;
  }

  /** A spare that is nearly there beats a process that hasn't begun. */
  #takeStart(): UpstreamStart | undefined {
    const start = this.#starts.ahead;
    if (start) start.ahead = false;
    return start;
  }

  #keep(upstream: Upstream): void {
    const { clock } = this.#context;
    const asked = this.#spares.size < this.#warm;
    const linger = asked ? undefined : clock.setTimer(() => this.#discard(upstream), LINGER_MS);
    this.#spares.set(upstream, { since: clock.now(), linger });
    upstream.onExit = exit => this.#died(upstream, exit.reason);
    this.#cpu.wake();
  }

  #remove(upstream: Upstream): void {
    this.#spares.get(upstream)?.linger?.cancel();
    this.#spares.delete(upstream);
    upstream.onExit = undefined;
  }

  #discard(upstream: Upstream): void {
    this.#remove(upstream);
    upstream.retire();
    this.#fill();
  }

  #died(upstream: Upstream, reason: string): void {
    const { clock, logger, service } = this.#context;
    const since = this.#spares.get(upstream)?.since ?? clock.now();
    this.#remove(upstream);
    logger?.warn({ service, pid: upstream.client.pid, reason }, 'spare upstream died');
    if (clock.now() - since < STABLE_MS) this.#warmUp.failed();
    this.#fill();
  }

  /** One at a time, and never beside a start that a call waits for. */
  readonly #fill = (): void => {
    if (this.#spares.size >= this.#warm || this.#starts.size > 0 || !this.#warmUp.begin()) return;
    this.#starts.begin(this, { ahead: true, done: this.#warmUp.done });
  };
}
