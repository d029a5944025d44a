import { isDeepStrictEqual } from 'node:util';
import { boundedWait } from '../bounded-wait.ts';
import { UpstreamError } from '../errors.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import { type ListHints, type ListKind, listKinds } from '../lists/list-kind.ts';
import type { ServerIdentity, Surface } from '../lists/surface.ts';
import type { Logger } from '../logger.ts';
import type { McpClient } from '../mcp-client.ts';

/** What a server gets for each list that nobody waits for yet. */
const LIST_TIMEOUT_MS = 10_000;

type Lists = Partial<Record<ListKind, readonly JsonObject[]>>;

/** What is known of what a service shows; it grows until it is a whole surface, and is kept current then. */
export class KnownSurface {
  readonly #service: string;
  readonly #logger: Logger;
  readonly #lists: Lists = {};
  readonly #hints: Partial<Record<ListKind, ListHints>> = {};
  /** What a client of this run has told; the rest may be remembered from an earlier one. */
  readonly #current = new Set<ListKind>();
  #identity: ServerIdentity | undefined;
  #surface: Surface | undefined;

  constructor(service: string, logger: Logger) {
    this.#service = service;
    this.#logger = logger;
  }

  get tools(): readonly JsonObject[] | undefined {
    return this.#lists.tools;
  }

  /** All of it, once it is known. */
  get surface(): Surface | undefined {
    if (!this.#identity || !listKinds.every(kind => this.#lists[kind])) return undefined;
    this.#surface ??= {
      identity: this.#identity,
      lists: { ...this.#lists } as Surface['lists'],
      hints: { ...this.#hints },
    };
    return this.#surface;
  }

  /** Whether nothing of it is merely remembered. */
  get isCurrent(): boolean {
    return listKinds.every(kind => this.#current.has(kind));
  }

  /** Whether the tools are known, and not merely remembered. */
  get hasCurrentTools(): boolean {
    return this.#current.has('tools');
  }

  /** Takes what was known in an earlier run; of use until a client tells otherwise. */
  remember({ identity, lists, hints }: Surface): void {
    if (this.#current.size > 0) return;
    this.#identity = identity;
    Object.assign(this.#lists, lists);
    Object.assign(this.#hints, hints);
    this.#surface = undefined;
  }

  has(kind: ListKind): boolean {
    return this.#lists[kind] !== undefined;
  }

  /** Takes a list that a client has; `true` when it is another one than before. */
  take(kind: ListKind, client: McpClient): boolean {
    const entries = client.listed(kind);
    if (!entries) return false;
    this.#current.add(kind);
    const before = this.#lists[kind];
    if (before && isDeepStrictEqual(before, entries)) return false;
    this.#lists[kind] = entries;
    const hints = client.listHints(kind);
    if (hints) this.#hints[kind] = hints;
    this.#surface = undefined;
    return true;
  }

  /**
   * Learns what isn't known yet. A list that the server fails to give counts as empty, lest it hides the others;
   * one that is missing because the client has ended stays unknown.
   */
  async complete(client: McpClient): Promise<void> {
    const missing = listKinds.filter(kind => !this.#current.has(kind));
    const listings = missing.map(async kind => {
      try {
        await boundedWait(client.list(kind), {
          limit: { timeoutMs: LIST_TIMEOUT_MS, onTimeout: () => this.#outOfTime(kind) },
          onAbort: () => this.#outOfTime(kind),
        });
        this.take(kind, client);
      } catch (err) {
        if (!client.alive) return;
        this.#lists[kind] ??= [];
        this.#current.add(kind);
        this.#logger.warn({ service: this.#service, kind, err }, 'A list of the server could not be fetched');
      }
    });
    await Promise.all(listings);
    // After a reconnection it may speak otherwise of itself.
    this.#identity = client.identity;
    this.#surface = undefined;
  }

  #outOfTime(kind: ListKind): UpstreamError {
    const message = `Service ${this.#service} did not list its ${kind} within ${LIST_TIMEOUT_MS} ms`;
    return new UpstreamError('GW_UPSTREAM_TIMEOUT', this.#service, message);
  }
}
