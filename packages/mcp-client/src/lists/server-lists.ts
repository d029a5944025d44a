import { boundedWait } from '../bounded-wait.ts';
import { UpstreamError, UpstreamRpcError } from '../errors.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import { Relisting } from '../manager/relisting.ts';
import { type ListKind, listDefinitions, listKinds } from './list-kind.ts';
import type { Listing } from './list-pages.ts';

/** What a server that promised no tools gets to answer the question for them. */
const UNDECLARED_TIMEOUT_MS = 2_000;
/** A list that may not be kept is fetched no more often than this. */
const SHORTEST_TTL_MS = 1_000;
const METHOD_NOT_FOUND = -32601;
const nothing: Listing = { entries: [], hints: undefined };

export interface ServerListsOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  /** What the server declares, once it is known. */
  readonly capabilities: () => JsonObject | undefined;
  readonly fetch: (kind: ListKind, timeoutMs: number) => Promise<Listing>;
  /** Limit of each page, in milliseconds. */
  readonly timeoutMs: () => number;
  /** A list has changed, and has been fetched anew if it was known. */
  readonly onChanged: (kind: ListKind) => void;
  /** It was to be fetched anew, and couldn't be; the one before stays. */
  readonly onStale: (kind: ListKind, error: unknown) => void;
}

interface Known extends Listing {
  readonly fetchedAt: number;
}

/** A server's lists, kept from the first time that they are asked for and renewed when it says so. */
export class ServerLists {
  readonly #options: ServerListsOptions;
  readonly #known = new Map<ListKind, Known>();
  readonly #fetching = new Map<ListKind, Promise<Known>>();
  readonly #relistings: Readonly<Record<ListKind, Relisting>>;

  constructor(options: ServerListsOptions) {
    this.#options = options;
    const relisting = (kind: ListKind) => new Relisting(() => this.#onChanged(kind));
    this.#relistings = {
      tools: relisting('tools'),
      resources: relisting('resources'),
      resourceTemplates: relisting('resourceTemplates'),
      prompts: relisting('prompts'),
    };
  }

  known(kind: ListKind): Listing | undefined {
    return this.#known.get(kind);
  }

  /** The list, from memory while it is fresh; one fetching serves all who ask meanwhile. */
  async get(kind: ListKind, signal?: AbortSignal): Promise<Listing> {
    const known = this.#known.get(kind);
    if (known && this.#isFresh(kind, known)) return known;
    const { service } = this.#options;
    try {
      return await boundedWait(this.#fetch(kind), {
        signal,
        onAbort: cause =>
          new UpstreamError(
            'GW_UPSTREAM_CANCELLED',
            service,
            `Service ${service} was not asked: it was cancelled`,
            {
              cause,
            },
          ),
      });
    } catch (error) {
      if (!known || signal?.aborted) throw error;
      this.#options.onStale(kind, error);
      return known;
    }
  }

  /** Fetches the list anew, whatever is known of it. */
  async renew(kind: ListKind): Promise<Listing> {
    // One that began before may have been answered before the change.
    await this.#fetching.get(kind)?.catch(() => {});
    return this.#fetch(kind);
  }

  /** The server says that the list has changed. */
  changed(kind: ListKind): void {
    this.#relistings[kind].request();
  }

  stop(): void {
    for (const kind of listKinds) this.#relistings[kind].stop();
  }

  #fetch(kind: ListKind): Promise<Known> {
    let fetching = this.#fetching.get(kind);
    if (!fetching) {
      fetching = this.#ask(kind)
        .then(listing => {
          const known = { ...listing, fetchedAt: Date.now() };
          this.#known.set(kind, known);
          return known;
        })
        .finally(() => this.#fetching.delete(kind));
      this.#fetching.set(kind, fetching);
    }
    return fetching;
  }

  /**
   * Asks for what the server declares. One that declares no capability at all is asked for tools nevertheless,
   * since some leave them out, and may refuse or stay silent.
   */
  async #ask(kind: ListKind): Promise<Listing> {
    const { fetch } = this.#options;
    const timeoutMs = this.#options.timeoutMs();
    const capabilities = this.#options.capabilities() ?? {};
    if (capabilities[listDefinitions[kind].capability]) {
      return fetch(kind, timeoutMs).catch(error => {
        // Resources without templates are usual.
        if (kind !== 'tools' && isRefused(error)) return nothing;
        throw error;
      });
    }
    if (kind !== 'tools' || Object.keys(capabilities).length > 0) return nothing;
    return fetch(kind, Math.min(timeoutMs, UNDECLARED_TIMEOUT_MS)).catch(error => {
      const isSilent = error instanceof UpstreamError && error.code === 'GW_UPSTREAM_TIMEOUT';
      if (isSilent || error instanceof UpstreamRpcError) return nothing;
      throw error;
    });
  }

  async #onChanged(kind: ListKind): Promise<void> {
    if (this.#known.has(kind) || this.#fetching.has(kind)) {
      try {
        await this.renew(kind);
      } catch (error) {
        this.#options.onStale(kind, error);
        return;
      }
    }
    this.#options.onChanged(kind);
  }

  /** A server that announces changes needs no second look; another says how long its list may be kept. */
  #isFresh(kind: ListKind, { hints, fetchedAt }: Known): boolean {
    if (hints?.ttlMs === undefined) return true;
    const declared = this.#options.capabilities()?.[listDefinitions[kind].capability];
    if ((declared as JsonObject | undefined)?.listChanged === true) return true;
    return Date.now() < fetchedAt + Math.max(hints.ttlMs, SHORTEST_TTL_MS);
  }
}

const isRefused = (error: unknown) => error instanceof UpstreamRpcError && error.rpcCode === METHOD_NOT_FOUND;
