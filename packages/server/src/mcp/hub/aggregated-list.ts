import type { ListHints } from '@gw/mcp-client';
import { type HubResult, type JsonObject, readyText } from '../hub.ts';
import type { ListDefinition } from './list-kinds.ts';
import { pageOf, placesOf } from './list-pages.ts';
import { type Origin, QualifiedNames } from './qualified-names.ts';

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

/**
 * The lists of many servers as one, in the order of the parts and of each server's own list. Tools and prompts get
 * qualified names; resources keep their URIs, and of two with one URI the first counts.
 */
export class AggregatedList {
  readonly entries: readonly JsonObject[];
  readonly #definition: ListDefinition;
  readonly #hints: Required<ListHints>;
  readonly #names = new QualifiedNames();
  readonly #origins = new Map<string, Origin>();
  readonly #ready = new Map<string, HubResult>();
  #places: Map<string, number> | undefined;

  constructor(definition: ListDefinition, parts: readonly Part[]) {
    this.#definition = definition;
    this.#hints = together(parts);
    this.entries = definition.key === 'name' ? this.#renamed(parts) : this.#merged(parts);
  }

  /** Whose an entry is. */
  origin(key: string): Origin | undefined {
    return this.#names.find(key) ?? this.#origins.get(key);
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

  #renamed(parts: readonly Part[]): JsonObject[] {
    const entries: JsonObject[] = [];
    for (const { service, entries: own } of parts) {
      for (const entry of own) {
        const name = this.#names.add({ service, name: String(entry.name) });
        if (name !== undefined) entries.push({ ...entry, name });
      }
    }
    return entries;
  }

  #merged(parts: readonly Part[]): JsonObject[] {
    const entries: JsonObject[] = [];
    for (const { service, entries: own } of parts) {
      for (const entry of own) {
        const uri = String(entry[this.#definition.key]);
        if (this.#origins.has(uri)) continue;
        this.#origins.set(uri, { service, name: uri });
        entries.push(entry);
      }
    }
    return entries;
  }

  #placeOf(): Map<string, number> {
    this.#places ??= placesOf(this.entries, this.#definition.key);
    return this.#places;
  }
}

/** As fresh as the stalest part, and as private as the most private one. */
function together(parts: readonly Part[]): Required<ListHints> {
  const isPublic = parts.length > 0 && parts.every(({ hints }) => hints?.cacheScope === 'public');
  const ttlMs = parts.length > 0 ? Math.min(...parts.map(({ hints }) => hints?.ttlMs ?? 0)) : 0;
  return { ttlMs, cacheScope: isPublic ? 'public' : 'private' };
}
