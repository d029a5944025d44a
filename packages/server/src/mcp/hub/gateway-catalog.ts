import { isDeepStrictEqual } from 'node:util';
import { type ListKind, listDefinitions, listKinds, type Surface } from '@gw/mcp-client';
import type { JsonObject } from '../hub.ts';
import { AggregatedList, type Part } from './aggregated-list.ts';
import { withContributed } from './contributed.ts';
import type { HubContext } from './hub-context.ts';

/** How long the first list waits for servers that are just being learned. */
const FIRST_WAIT_MS = 3_000;
/** Changes so close together are told once. */
const TELL_AFTER_MS = 50;

/** Lists of a session's own that differ from what its server shows to others. */
export type Overrides = ReadonlyMap<string, ReadonlyMap<ListKind, readonly JsonObject[]>>;

/** Which servers' parts of a list have changed; all, where the whole may have. */
export type CatalogChanges = ReadonlyMap<ListKind, ReadonlySet<string> | 'all'>;

export interface GatewayCatalogOptions {
  readonly hub: HubContext;
  /** What clients of this catalog can be asked; `{}`: nothing. */
  readonly capabilities: JsonObject;
  /** Whether a service could not be learned. */
  readonly isOut: (service: string) => boolean;
  /** Lists that somebody may have seen are others now. */
  readonly onChanged: (changes: CatalogChanges) => void;
}

/** What all servers together show to clients with certain capabilities, in memory. */
export class GatewayCatalog {
  readonly capabilities: JsonObject;
  readonly #options: GatewayCatalogOptions;
  readonly #lists = new Map<ListKind, AggregatedList>();
  /** What servers show to clients with these capabilities, where that is not what they show to everybody. */
  readonly #surfaces = new Map<string, Surface>();
  readonly #learning = new Map<string, Promise<void>>();
  /** Lists that somebody has seen. */
  readonly #seen = new Set<ListKind>();
  readonly #untold = new Map<ListKind, Set<string> | 'all'>();
  #tell: NodeJS.Timeout | undefined;
  #first: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(options: GatewayCatalogOptions) {
    this.#options = options;
    this.capabilities = options.capabilities;
  }

  /** The lists are as complete as they can be soon: later ones wait for nothing. */
  ready(): Promise<void> {
    this.#first ??= this.#wait();
    return this.#first;
  }

  /** A client is shown this list: it is told of its changes from here on. */
  seen(kind: ListKind): void {
    this.#seen.add(kind);
  }

  list(kind: ListKind): AggregatedList {
    const ready = this.#lists.get(kind);
    if (ready) return ready;
    const made = AggregatedList.of(listDefinitions[kind], this.#parts(kind));
    this.#lists.set(kind, made);
    return made;
  }

  /** The list as a session sees it whose servers show it something else. */
  listWith(kind: ListKind, overrides: Overrides): AggregatedList {
    return AggregatedList.of(listDefinitions[kind], this.#parts(kind, overrides));
  }

  surface(service: string): Surface | undefined {
    return this.#surfaces.get(service) ?? this.#options.hub.manager.surface(service);
  }

  /** A server has been learned. */
  learned(service: string): void {
    this.#wake?.();
    this.#learnAgain(service);
    this.#invalidate(this.#kindsOf(service), 'all');
  }

  /** A server shows something else now. */
  changed(service: string, kind: ListKind): void {
    this.#learnAgain(service);
    this.#invalidate([kind], { service });
  }

  /** A server's tools are shown otherwise. */
  exposed(): void {
    this.#invalidate(['tools'], 'all');
  }

  /** What is added to a server is another. */
  contributed(): void {
    this.#invalidate(['prompts', 'resources'], 'all');
  }

  /** The configuration is another. */
  refresh(): void {
    for (const service of this.#surfaces.keys()) {
      if (!this.#options.hub.manager.services.has(service)) this.#surfaces.delete(service);
    }
    this.#first = undefined;
    this.#invalidate(listKinds, 'all');
  }

  /** A server could not be learned: nobody waits for it any more. */
  failed(): void {
    this.#wake?.();
  }

  close(): void {
    clearTimeout(this.#tell);
    this.#wake?.();
  }

  get #isBase(): boolean {
    return Object.keys(this.capabilities).length === 0;
  }

  /** What it shows to these clients is known by then, or asked for again. */
  #learnAgain(service: string): void {
    if (!this.#isBase && this.#first) void this.#learn(service);
  }

  #kindsOf(service: string): ListKind[] {
    return listKinds.filter(kind => (this.surface(service)?.lists[kind].length ?? 0) > 0);
  }

  #parts(kind: ListKind, overrides?: Overrides): Part[] {
    return servicesInOrder(this.#options.hub).flatMap(service => {
      const surface = this.surface(service);
      const { exposure, contributions } = this.#options.hub;
      const own = overrides?.get(service)?.get(kind) ?? surface?.lists[kind];
      const entries = withContributed(listDefinitions[kind], own ?? [], contributions.of(service));
      if (!own && entries.length === 0) return [];
      const shown = kind === 'tools' ? exposure.present(service, entries) : entries;
      return [{ service, entries: shown, hints: surface?.hints[kind] }];
    });
  }

  /** @param part what has changed; `all`: perhaps everything */
  #invalidate(kinds: readonly ListKind[], part: { readonly service: string } | 'all'): void {
    for (const kind of kinds) {
      this.#lists.delete(kind);
      if (!this.#seen.has(kind)) continue;
      const services = this.#untold.get(kind) ?? new Set();
      this.#untold.set(kind, part === 'all' || services === 'all' ? 'all' : services.add(part.service));
    }
    if (this.#untold.size === 0) return;
    this.#tell ??= setTimeout(() => {
      this.#tell = undefined;
      const changes = new Map(this.#untold);
      this.#untold.clear();
      this.#options.onChanged(changes);
    }, TELL_AFTER_MS).unref();
  }

  async #wait(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, FIRST_WAIT_MS);
    const look = () => {
      if (!this.#awaited()) resolve();
    };
    this.#wake = look;
    if (!this.#isBase) for (const service of servicesInOrder(this.#options.hub)) void this.#learn(service);
    look();
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }

  /** Whether something may still come soon. */
  #awaited(): boolean {
    const { manager } = this.#options.hub;
    const isBeingLearned = (service: string) => !manager.surface(service) && !this.#options.isOut(service);
    return this.#learning.size > 0 || servicesInOrder(this.#options.hub).some(isBeingLearned);
  }

  #learn(service: string): Promise<void> {
    const { manager, logger } = this.#options.hub;
    // A shared process is told of no capabilities: it shows everybody the same.
    if (this.#learning.has(service) || manager.services.get(service)?.shared !== false)
      return Promise.resolve();
    const learning = manager
      .learnProfile(service, this.capabilities)
      .then(surface => this.#take(service, surface))
      .catch((err: unknown) =>
        logger.debug({ service, err }, 'A server was not learned for these capabilities'),
      )
      .finally(() => {
        this.#learning.delete(service);
        this.#wake?.();
      });
    this.#learning.set(service, learning);
    return learning;
  }

  #take(service: string, surface: Surface): void {
    const before = this.surface(service);
    this.#surfaces.set(service, surface);
    const changed = listKinds.filter(
      kind => !isDeepStrictEqual(before?.lists[kind] ?? [], surface.lists[kind]),
    );
    if (changed.length > 0) this.#invalidate(changed, 'all');
  }
}

/** In the order of the configuration, which decides who comes first. */
export function servicesInOrder({ manager, config }: HubContext): string[] {
  const configured = Object.keys(config().services).filter(service => manager.services.has(service));
  const others = [...manager.services.keys()].filter(service => !Object.hasOwn(config().services, service));
  return [...configured, ...others];
}
