import type { McpClient } from '@gw/mcp-client';
import type { Timer } from './clock.ts';
import { CpuWatch } from './cpu-watch.ts';
import { LeavingUpstreams } from './leaving-upstreams.ts';
import { Upstream } from './upstream.ts';
import {
  LINGER_MS,
  type ProviderContext,
  type ServicePolicy,
  STABLE_MS,
  type UpstreamProvider,
} from './upstream-provider.ts';
import type { UpstreamStart } from './upstream-start.ts';
import { type StartedBy, UpstreamStarts } from './upstream-starts.ts';
import { WarmUp } from './warm-up.ts';

const SHARED_CPU_SHARE = 0.6;

/** One process for all sessions; a new one takes over before the CPU limit ends the old one. */
export class SharedUpstream implements UpstreamProvider, StartedBy {
  readonly #context: ProviderContext;
  readonly #warmUp: WarmUp;
  readonly #cpu: CpuWatch;
  readonly #starts: UpstreamStarts;
  readonly #leaving = new LeavingUpstreams();
  #current: Upstream | undefined;
  /** The successor on its way, or the first. */
  #next: UpstreamStart | undefined;
  #since = 0;
  #sessions = 0;
  #warm = 0;
  #linger: Timer | undefined;

  constructor(context: ProviderContext) {
    this.#context = context;
    this.#starts = new UpstreamStarts(context);
    this.#warmUp = new WarmUp(context, this.#fill);
    this.#cpu = new CpuWatch({
      clock: context.clock,
      share: SHARED_CPU_SHARE,
      upstreams: () => (this.#current ? [this.#current] : []),
      due: () => this.#replace(),
    });
  }

  provide(): Upstream | UpstreamStart {
    if (this.#current?.serving) return this.#current;
    this.#next ??= this.#starts.begin(this, { ahead: false });
    return this.#next;
  }

  offer(client: McpClient): boolean {
    this.#warmUp.proven();
    if (this.#current?.serving || this.#next) return false;
    this.#take(client);
    return true;
  }

  adjust({ warm, cpuLimitMs }: ServicePolicy): void {
    this.#warm = warm;
    this.#cpu.limit(cpuLimitMs);
    this.#rest();
    this.#fill();
  }

  used(sessions: number): void {
    this.#sessions = sessions;
    this.#rest();
  }

  renew(): void {
    this.#warm = 0;
    this.#next = undefined;
    this.#starts.renew();
    this.#letGo();
    this.#warmUp.renew();
  }

  stop(error: Error): Promise<void>[] {
    this.#warmUp.stop();
    this.#cpu.stop();
    this.#linger?.cancel();
    this.#letGo();
    return [...this.#starts.stop(error), ...this.#leaving.stop()];
  }

  counts() {
    return { shared: this.#current ? 1 : 0, spares: 0, starting: this.#starts.size };
  }

  started(start: UpstreamStart, client: McpClient): Upstream {
    this.#warmUp.proven();
    if (start === this.#next) {
      this.#next = undefined;
      return this.#take(client);
    }
    // Begun under a definition that has changed since: it serves those who waited, nobody else.
    const outdated = this.#upstream(client);
    this.#leaving.add(outdated);
    return outdated;
  }

  ended(start: UpstreamStart, failure: 'failed' | 'abandoned'): void {
    if (start !== this.#next) return;
    this.#next = undefined;
    if (failure === 'failed' && start.ahead) this.#warmUp.failed();
    this.#fill();
  }

  #take(client: McpClient): Upstream {
    const upstream = this.#upstream(client, this.#current?.serving ? this.#current.lineage : undefined);
    this.#letGo();
    upstream.onExit = exit => this.#died(upstream, exit.reason);
    this.#current = upstream;
    this.#since = this.#context.clock.now();
    this.#cpu.wake();
    this.#rest();
    return upstream;
  }

  #upstream(client: McpClient, lineage?: symbol): Upstream {
    const { background } = this.#context;
    return new Upstream(client, { background, shared: true, ...(lineage && { lineage }) });
  }

  #letGo(): void {
    if (!this.#current) return;
    this.#leaving.add(this.#current);
    this.#current.onExit = undefined;
    this.#current.retire();
    this.#current = undefined;
  }

  #died(upstream: Upstream, reason: string): void {
    const { clock, logger, service } = this.#context;
    this.#current = undefined;
    this.#leaving.add(upstream);
    logger?.warn({ service, pid: upstream.client.pid, reason }, 'shared upstream died');
    if (clock.now() - this.#since < STABLE_MS) this.#warmUp.failed();
    this.#fill();
  }

  /** The old one serves until the new one is there. */
  #replace(): void {
    if (this.#next || this.#warmUp.holdingOff) return;
    this.#next = this.#starts.begin(this, { ahead: true });
  }

  /** Unused and not asked for by `warm`: it goes after a while. */
  #rest(): void {
    if (this.#sessions > 0 || this.#warm > 0 || !this.#current) {
      this.#linger?.cancel();
      this.#linger = undefined;
      return;
    }
    this.#linger ??= this.#context.clock.setTimer(() => {
      this.#linger = undefined;
      this.#letGo();
    }, LINGER_MS);
  }

  readonly #fill = (): void => {
    if (this.#warm === 0 || this.#current?.serving || this.#next || !this.#warmUp.begin()) return;
    this.#next = this.#starts.begin(this, { ahead: true, done: this.#warmUp.done });
  };
}
