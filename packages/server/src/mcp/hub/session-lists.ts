import type { ListKind } from '@gw/mcp-client';
import type { JsonObject } from '../hub.ts';
import type { AggregatedList } from './aggregated-list.ts';
import type { ClientRecord } from './client-record.ts';
import { ComparedLists } from './compared-lists.ts';
import type { GatewayCatalog } from './gateway-catalog.ts';

/** Lists as sessions see them: as everybody's, but for servers that show a session something of its own. */
export class SessionLists {
  readonly #own = new WeakMap<
    ClientRecord,
    Map<ListKind, { base: AggregatedList; overrides: Overriding; list: AggregatedList }>
  >();
  readonly #same = new ComparedLists();

  /** @param record of the session, where there is one */
  of(kind: ListKind, catalog: GatewayCatalog, record: ClientRecord | undefined): AggregatedList {
    const base = catalog.list(kind);
    const overrides = record && this.#overrides(record, catalog, kind);
    if (!record || !overrides || overrides.length === 0) return base;
    const own = this.#own.get(record) ?? new Map();
    this.#own.set(record, own);
    const known = own.get(kind);
    if (known?.base === base && isSame(known.overrides, overrides)) return known.list;
    const lists = new Map(overrides.map(([service, entries]) => [service, new Map([[kind, entries]])]));
    const list = catalog.listWith(kind, lists);
    own.set(kind, { base, overrides, list });
    return list;
  }

  #overrides(record: ClientRecord, catalog: GatewayCatalog, kind: ListKind): Overriding {
    const overrides: [string, readonly JsonObject[]][] = [];
    for (const [service, { client }] of record.upstreams) {
      const own = client.listed(kind);
      const shown = catalog.surface(service)?.lists[kind];
      if (own && !this.#same.equal(own, shown)) overrides.push([service, own]);
    }
    return overrides;
  }
}

type Overriding = readonly (readonly [string, readonly JsonObject[]])[];

const isSame = (a: Overriding, b: Overriding): boolean =>
  a.length === b.length && a.every(([service, list], at) => b[at]?.[0] === service && b[at]?.[1] === list);
