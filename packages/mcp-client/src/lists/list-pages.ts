import { UpstreamError } from '../errors.ts';
import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import { type ListHints, type ListKind, listDefinitions } from './list-kind.ts';

const MAX_PAGES = 200;
const MAX_ENTRIES = 10_000;

/** All entries of a list, as the server gave them. */
export interface Listing {
  readonly entries: readonly JsonObject[];
  readonly hints: ListHints | undefined;
}

export interface ListPagesOptions {
  readonly request: (method: string, params: JsonObject) => Promise<unknown>;
  /** Name of the service, for errors. */
  readonly service: string;
  /** Told when the listing was cut short or held entries that can't be told apart. */
  readonly onOddity: (what: string) => void;
}

/**
 * Asks for a whole list, page by page. A server whose pages never end keeps the entries of the first 200 pages
 * (10,000 entries); what is listed twice under one name is taken once, the first time.
 *
 * @throws UpstreamError `GW_UPSTREAM_PROTOCOL` when an answer holds no list; what a request throws
 */
export async function listPages(kind: ListKind, options: ListPagesOptions): Promise<Listing> {
  const { request, service, onOddity } = options;
  const { method, field, key } = listDefinitions[kind];
  const entries = new Map<string, JsonObject>();
  const cursors = new Set<string>();
  let hints: ListHints | undefined;
  for (let cursor: string | undefined; ; ) {
    const params = cursor === undefined ? {} : { cursor };
    const page = asObject(await request(method, params));
    const listed = page?.[field];
    if (!page || !Array.isArray(listed)) {
      const message = `Service ${service} answered ${method} without a list of ${field}`;
      throw new UpstreamError('GW_UPSTREAM_PROTOCOL', service, message);
    }
    for (const entry of listed as unknown[]) {
      const name = asObject(entry)?.[key];
      if (typeof name !== 'string' || name === '') onOddity(`an entry without a ${key} was left out`);
      else if (entries.has(name)) onOddity('an entry listed twice was taken once');
      else if (entries.size < MAX_ENTRIES) entries.set(name, entry as JsonObject);
    }
    hints = mergeHints(hints, page);
    const next = page.nextCursor;
    if (typeof next !== 'string' || next === '') break;
    if (cursors.has(next)) onOddity('the pages go round in a circle');
    else if (cursors.size + 1 >= MAX_PAGES || entries.size >= MAX_ENTRIES)
      onOddity('there are too many pages or entries');
    else {
      cursors.add(next);
      cursor = next;
      continue;
    }
    break;
  }
  return { entries: [...entries.values()], hints };
}

/** A list is as fresh as its stalest page, and as private as its most private one. */
function mergeHints(before: ListHints | undefined, page: JsonObject): ListHints | undefined {
  const { ttlMs, cacheScope } = page;
  const ttls = [before?.ttlMs, typeof ttlMs === 'number' ? Math.max(0, ttlMs) : undefined].filter(
    ttl => ttl !== undefined,
  );
  const scopes = [before?.cacheScope, typeof cacheScope === 'string' ? cacheScope : undefined];
  const scope = scopes.includes('private') ? 'private' : scopes.find(one => one !== undefined);
  if (ttls.length === 0 && scope === undefined) return undefined;
  return {
    ...(ttls.length === 0 ? {} : { ttlMs: Math.min(...ttls) }),
    ...(scope === undefined ? {} : { cacheScope: scope }),
  };
}
