import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** Which part of a list is wanted: by page, the first being 1, or by offset. */
export type Window =
  | { readonly page: number; readonly pageSize: number }
  | { readonly offset: number; readonly limit: number };

/** A part of a list, and how long the whole list is. */
export interface Page<T> {
  readonly items: T[];
  readonly total: number;
}

// Any table and any selection: what comes out is told by the query that comes in.
type Rows<T> = SelectQueryBuilder<Database, keyof Database, T>;

/** The rows of a query that fall into a window, and the number of all of them. */
export async function readWindow<T>(rows: unknown, window: Window): Promise<Page<T>> {
  const query = rows as Rows<T>;
  const { offset, limit } =
    'page' in window ? { offset: (window.page - 1) * window.pageSize, limit: window.pageSize } : window;
  const counted = query.clearSelect().clearOrderBy().select(sql<number>`count(*)`.as('total'));
  const { total } = (await counted.executeTakeFirstOrThrow()) as { total: number };
  const items = total > offset ? await query.limit(limit).offset(offset).execute() : [];
  return { items, total };
}
