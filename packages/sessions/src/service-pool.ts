import type { McpClient } from '@gw/mcp-client';
import { OwnUpstreams } from './own-upstreams.ts';
import { SharedUpstream } from './shared-upstream.ts';
import type { Upstream } from './upstream.ts';
import type {
  ProviderContext,
  ServicePolicy,
  UpstreamProvider,
  UpstreamTraits,
} from './upstream-provider.ts';
import type { UpstreamStart } from './upstream-start.ts';

/** A service as the sessions share it: its policy, how many of them use it, and where its upstreams come from. */
export class ServicePool {
  readonly name: string;
  /** Upstreams that took the place of one that died, since the pool was made. */
  restarts = 0;

  readonly #context: ProviderContext;
  #policy: ServicePolicy;
  #provider: UpstreamProvider;
  /** Of a shared service, for callers with credentials of their own. */
  #personal: OwnUpstreams | undefined;
  /** May have calls in flight, from before sharing was turned on or off. */
  readonly #former: UpstreamProvider[] = [];
  #sessions = 0;

  constructor(context: ProviderContext, policy: ServicePolicy) {
    this.name = context.service;
    this.#context = context;
    this.#policy = policy;
    this.#provider = this.#createProvider();
  }

  /** Sessions that use the service: what `maxSessionsPerService` bounds. */
  get sessions(): number {
    return this.#sessions;
  }

  get shared(): boolean {
    return this.#policy.shared;
  }

  /** Starts what the policy asks for ahead of need. */
  warmUp(): void {
    this.#provider.adjust(this.#policy);
  }

  provide(traits: UpstreamTraits | undefined): Upstream | UpstreamStart {
    if (!traits?.access || !this.#policy.shared) return this.#provider.provide(traits);
    this.#personal ??= new OwnUpstreams(this.#context);
    return this.#personal.provide(traits);
  }

  offer(client: McpClient): boolean {
    return this.#provider.offer(client);
  }

  joined(): void {
    this.#sessions += 1;
    this.#provider.used(this.#sessions);
  }

  left(): void {
    this.#sessions -= 1;
    this.#provider.used(this.#sessions);
  }

  /**
   * Takes up a new policy.
   *
   * @param changed the definition itself is another
   * @returns whether nothing that is there now may be handed out again
   */
  configure(policy: ServicePolicy, { changed }: { changed: boolean }): boolean {
    const handedOutOtherwise = policy.shared !== this.#policy.shared;
    this.#policy = policy;
    if (changed || handedOutOtherwise) this.#provider.renew();
    if (changed) this.#personal?.renew();
    if (handedOutOtherwise) {
      this.#former.push(this.#provider);
      this.#provider = this.#createProvider();
      this.#provider.used(this.#sessions);
    }
    return changed || handedOutOtherwise;
  }

  /** The service is no longer configured. */
  retire(): void {
    this.configure({ warm: 0, shared: this.#policy.shared }, { changed: true });
  }

  stop(error: Error): Promise<void>[] {
    const personal = this.#personal ? [this.#personal] : [];
    return [...this.#former, ...personal, this.#provider].flatMap(provider => provider.stop(error));
  }

  counts() {
    const counts = this.#provider.counts();
    const starting = this.#personal?.counts().starting ?? 0;
    return { ...counts, starting: counts.starting + starting };
  }

  #createProvider(): UpstreamProvider {
    const Provider = this.#policy.shared ? SharedUpstream : OwnUpstreams;
    return new Provider(this.#context);
  }
}
