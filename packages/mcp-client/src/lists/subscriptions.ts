import { UpstreamError } from '../errors.ts';

/** What one client may subscribe to at once. */
const MAX_SUBSCRIPTIONS = 1_000;

/** How an era subscribes to resources. */
export interface SubscriptionChannel {
  /** Resolves when the server has agreed. */
  add(uri: string): Promise<void>;
  remove(uri: string): Promise<void>;
}

interface Entry {
  holders: number;
  readonly agreed: Promise<void>;
}

/** The resources that somebody wants to hear of, each asked for once, however many want it. */
export class Subscriptions {
  readonly #service: string;
  readonly #channel: () => SubscriptionChannel;
  readonly #entries = new Map<string, Entry>();

  constructor(service: string, channel: () => SubscriptionChannel) {
    this.#service = service;
    this.#channel = channel;
  }

  get uris(): string[] {
    return [...this.#entries.keys()];
  }

  /** @throws UpstreamError what the server answers; `GW_UPSTREAM_BUSY` beyond 1,000 */
  async subscribe(uri: string): Promise<void> {
    const entry = this.#entries.get(uri) ?? this.#begin(uri);
    entry.holders++;
    try {
      await entry.agreed;
    } catch (error) {
      // All who waited learn of it; the next one asks again.
      if (this.#entries.get(uri) === entry) this.#entries.delete(uri);
      throw error;
    }
  }

  /** Ends what the last holder has let go; what nobody holds is let be. */
  async unsubscribe(uri: string): Promise<void> {
    const entry = this.#entries.get(uri);
    if (!entry || --entry.holders > 0) return;
    this.#entries.delete(uri);
    await this.#channel().remove(uri);
  }

  #begin(uri: string): Entry {
    if (this.#entries.size >= MAX_SUBSCRIPTIONS) {
      const message = `Service ${this.#service} has ${MAX_SUBSCRIPTIONS} subscriptions already`;
      throw new UpstreamError('GW_UPSTREAM_BUSY', this.#service, message, { retryable: true });
    }
    const entry = { holders: 0, agreed: this.#channel().add(uri) };
    this.#entries.set(uri, entry);
    return entry;
  }
}
