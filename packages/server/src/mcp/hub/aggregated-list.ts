import type { ListDefinition, ListHints } from '@gw/mcp-client';
import { type HubResult, type JsonObject, readyText } from '../hub.ts';
import { pageOf, placesOf } from './list-pages.ts';
import { type Origin, QualifiedNames } from './qualified-names.ts';
import type { Selection } from './selection.ts';

/** Pages that are kept ready; further ones are made when asked for. */
const maxReady = 64;

/** What one server brings to a list. */
export interface Part {
  readonly service: string;
  readonly entries: readonly JsonObject[];
  readonly hints: ListHints | undefined;
}

/** How a page is dressed for a 2026 client. */
export interface PageRequest {
  readonly cursor: unknown;
  readonly size: number;
  /** Of the gateway; absent: the client is of the 2025 era, and gets the bare list. */
  readonly serverInfo?: JsonObject;
}

/** What a list is made of. */
interface Content {
  readonly entries: readonly JsonObject[];
  /** Whose each entry is, by its key. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly hints: Required<ListHints>;
}

/**
 * The lists of many servers as one, in the order of the parts and of each server's own list. Tools and prompts get
 * qualified names; resources keep their URIs, and of two with one URI the first counts.
 */
export class AggregatedList {
  readonly entries: readonly JsonObject[];
  readonly #definition: ListDefinition;
  readonly #hints: Required<ListHints>;
  readonly #origins: ReadonlyMap<string, Origin>;
  readonly #ready = new Map<string, HubResult>();
  #places: Map<string, number> | undefined;

  private constructor(definition: ListDefinition, { entries, origins, hints }: Content) {
    this.#definition = definition;
    this.entries = entries;
    this.#origins = origins;
    this.#hints = hints;
  }

  static of(definition: ListDefinition, parts: readonly Part[]): AggregatedList {
    const content = definition.key === 'name' ? renamed(parts) : merged(parts, definition.key);
    return new AggregatedList(definition, { ...content, hints: together(parts) });
  }

  /** What a selection has of it, with the names that it has there. */
  select(selection: Selection): AggregatedList {
    const { kind, key } = this.#definition;
    const chosen: { entry: JsonObject; listed: string; origin: Origin }[] = [];
    for (const known of this.entries) {
      const listed = String(known[key]);
      const origin = this.#origins.get(listed)!;
      const entry =
        kind === 'tools'
          ? selection.tool(origin, known)
          : selection.hasServer(origin.service)
            ? known
            : undefined;
      if (entry) chosen.push({ entry, listed, origin });
    }
    if (kind === 'tools' && selection.placeOf) {
      const places = new Map(chosen.map(({ origin }) => [origin, selection.placeOf!(origin)]));
      chosen.sort((one, other) => places.get(one.origin)! - places.get(other.origin)!);
    }
    const entries: JsonObject[] = [];
    const origins = new Map<string, Origin>();
    for (const { entry, listed, origin } of chosen) {
      // Who comes first keeps a name that two have been given; the other has its own, which is free but for that.
      const name = [String(entry[key]), listed].find(free => !origins.has(free));
      if (name === undefined) continue;
      origins.set(name, origin);
      entries.push(name === entry[key] ? entry : { ...entry, [key]: name });
    }
    // Whoever asks at the same place with another session sees something else.
    const hints = { ...this.#hints, cacheScope: 'private' as const };
    return new AggregatedList(this.#definition, { entries, origins, hints });
  }

  /** Whose an entry is. */
  origin(key: string): Origin | undefined {
    return this.#origins.get(key);
  }

  find(key: string): JsonObject | undefined {
    const place = this.#placeOf().get(key);
    return place === undefined ? undefined : this.entries[place];
  }

  /** @throws McpError -32602 for a cursor that is none */
  page({ cursor, size, serverInfo }: PageRequest): HubResult {
    const key = `${serverInfo ? '2026' : '2025'} ${size} ${cursor === undefined ? '' : String(cursor)}`;
    const ready = this.#ready.get(key);
    if (ready) return ready;
    const { field, key: entryKey } = this.#definition;
    const page = pageOf(this.entries, { key: entryKey, places: this.#placeOf(), cursor, size });
    const plain = { [field]: page.entries, ...(page.nextCursor && { nextCursor: page.nextCursor }) };
    const dressed = serverInfo
      ? {
          ...plain,
          resultType: 'complete',
          ...this.#hints,
          _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
        }
      : plain;
    const result: HubResult = Object.defineProperty(dressed, readyText, { value: JSON.stringify(dressed) });
    if (this.#ready.size < maxReady) this.#ready.set(key, result);
    return result;
  }

  #placeOf(): Map<string, number> {
    this.#places ??= placesOf(this.entries, this.#definition.key);
    return this.#places;
  }
}

function renamed(parts: readonly Part[]): Omit<Content, 'hints'> {
  const entries: JsonObject[] = [];
  const names = new QualifiedNames();
  for (const { service, entries: own } of parts) {
    for (const entry of own) {
      const name = names.add({ service, name: String(entry.name) });
      if (name !== undefined) entries.push({ ...entry, name });
    }
  }
  return { entries, origins: names.origins };
}

function merged(parts: readonly Part[], key: string): Omit<Content, 'hints'> {
  const entries: JsonObject[] = [];
  const origins = new Map<string, Origin>();
  for (const { service, entries: own } of parts) {
    for (const entry of own) {
      const uri = String(entry[key]);
      if (origins.has(uri)) continue;
      origins.set(uri, { service, name: uri });
      entries.push(entry);
    }
  }
  return { entries, origins };
}

/** As fresh as the stalest part, and as private as the most private one. */
function together(parts: readonly Part[]): Required<ListHints> {
  const isPublic = parts.length > 0 && parts.every(({ hints }) => hints?.cacheScope === 'public');
  const ttlMs = parts.length > 0 ? Math.min(...parts.map(({ hints }) => hints?.ttlMs ?? 0)) : 0;
  return { ttlMs, cacheScope: isPublic ? 'public' : 'private' };
}
