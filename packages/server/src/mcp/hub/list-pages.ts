import { type JsonObject, McpError } from '../hub.ts';
import { asObject } from './json-object.ts';

const prefix = 'gwp1.';

/** A part of a list. */
export interface Page {
  readonly entries: readonly JsonObject[];
  readonly nextCursor?: string;
}

/** Whether a cursor is one of ours, and no server's. */
export const isOurCursor = (cursor: unknown): boolean =>
  typeof cursor === 'string' && cursor.startsWith(prefix);

/**
 * The page after a cursor. A cursor names the entry that the page before ended with, and its place: the list goes on
 * after it when entries have come or gone meanwhile, and at its place when it has gone itself.
 *
 * @param places where each entry is, by its key
 * @throws McpError -32602: the cursor was never given by us
 */
export function pageOf(
  list: readonly JsonObject[],
  {
    key,
    places,
    cursor,
    size,
  }: {
    readonly key: string;
    readonly places: ReadonlyMap<string, number>;
    readonly cursor: unknown;
    readonly size: number;
  },
): Page {
  const start = cursor === undefined ? 0 : startAfter(cursor, places);
  const entries = list.slice(start, start + size);
  const last = entries.at(-1);
  if (!last || start + size >= list.length) return { entries };
  return { entries, nextCursor: cursorAfter(String(last[key]), start + entries.length) };
}

function cursorAfter(name: string, place: number): string {
  return prefix + Buffer.from(JSON.stringify([place, name])).toString('base64url');
}

function startAfter(cursor: unknown, places: ReadonlyMap<string, number>): number {
  if (typeof cursor === 'string' && cursor.startsWith(prefix)) {
    const [place, name] = read(cursor.slice(prefix.length));
    if (typeof name === 'string' && typeof place === 'number' && Number.isSafeInteger(place) && place > 0) {
      const now = places.get(name);
      return now === undefined ? place - 1 : now + 1;
    }
  }
  throw new McpError(-32602, 'Invalid cursor');
}

function read(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Where each entry of a list is, by its key. */
export function placesOf(list: readonly JsonObject[], key: string): Map<string, number> {
  return new Map(list.map((entry, place) => [String(asObject(entry)?.[key]), place]));
}
