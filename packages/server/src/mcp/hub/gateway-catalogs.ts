import type { ListKind, UpstreamError } from '@gw/mcp-client';
import type { Caller, JsonObject } from '../hub.ts';
import { type CatalogChanges, GatewayCatalog } from './gateway-catalog.ts';
import type { HubContext } from './hub-context.ts';
import { canonicalJson } from './json-object.ts';

/** Catalogs for clients with capabilities; the least recently used one goes. */
const maxProfiles = 8;

/** Why a server is not there. */
export interface Outage {
  readonly error: UpstreamError;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** A catalog for each set of capabilities that clients have. */
export class GatewayCatalogs {
  readonly #hub: HubContext;
  readonly #onChanged: (catalog: GatewayCatalog, changes: CatalogChanges) => void;
  readonly #catalogs = new Map<string, GatewayCatalog>();
  readonly #outages = new Map<string, Outage>();
  readonly base: GatewayCatalog;

  constructor(hub: HubContext, onChanged: (catalog: GatewayCatalog, changes: CatalogChanges) => void) {
    this.#hub = hub;
    this.#onChanged = onChanged;
    this.base = this.#make({});
    hub.manager.events.on('listChanged', this.#listChanged);
    hub.manager.events.on('learned', this.#learned);
    hub.manager.events.on('failed', this.#failed);
  }

  /** Why services are not there, by name. */
  get outages(): ReadonlyMap<string, Outage> {
    return this.#outages;
  }

  of({ capabilities }: Pick<Caller, 'capabilities'>): GatewayCatalog {
    if (Object.keys(capabilities).length === 0) return this.base;
    const key = canonicalJson(capabilities);
    const known = this.#catalogs.get(key) ?? this.#make(capabilities);
    // Taken out and put back, so that the first one is the least recently used.
    this.#catalogs.delete(key);
    this.#catalogs.set(key, known);
    for (const oldest of this.#catalogs.keys()) {
      if (this.#catalogs.size <= maxProfiles) break;
      this.#catalogs.get(oldest)?.close();
      this.#catalogs.delete(oldest);
    }
    return known;
  }

  /** A server's tools are shown otherwise. */
  exposed(): void {
    for (const catalog of this.#all()) catalog.exposed();
  }

  /** What is added to a server is another. */
  contributed(): void {
    for (const catalog of this.#all()) catalog.contributed();
  }

  refresh(): void {
    for (const service of this.#outages.keys()) {
      if (!this.#hub.manager.services.has(service)) this.#outages.delete(service);
    }
    for (const catalog of this.#all()) catalog.refresh();
  }

  close(): void {
    const { events } = this.#hub.manager;
    events.off('listChanged', this.#listChanged);
    events.off('learned', this.#learned);
    events.off('failed', this.#failed);
    for (const catalog of this.#all()) catalog.close();
  }

  #make(capabilities: JsonObject): GatewayCatalog {
    const catalog: GatewayCatalog = new GatewayCatalog({
      hub: this.#hub,
      capabilities,
      isOut: service => this.#outages.has(service),
      onChanged: changes => this.#onChanged(catalog, changes),
    });
    return catalog;
  }

  #all(): GatewayCatalog[] {
    return [this.base, ...this.#catalogs.values()];
  }

  readonly #listChanged = (service: string, kind: ListKind): void => {
    for (const catalog of this.#all()) catalog.changed(service, kind);
  };

  readonly #learned = (service: string): void => {
    this.#outages.delete(service);
    for (const catalog of this.#all()) catalog.learned(service);
  };

  readonly #failed = (service: string, error: UpstreamError): void => {
    this.#outages.set(service, { error, since: this.#outages.get(service)?.since ?? Date.now() });
    for (const catalog of this.#all()) catalog.failed();
  };
}
