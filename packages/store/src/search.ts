import { type Expression, type SqlBool, sql } from 'kysely';

/** Longer searches are cut: nobody types them. */
const LONGEST = 200;

/**
 * Whether every word of `text` occurs in one of the columns, in any case; always true for a text without words.
 * `fold` is a function of ours in both databases.
 */
export function containsWords(columns: readonly string[], text: string): Expression<SqlBool> {
  const words = text.slice(0, LONGEST).split(/\s+/).filter(Boolean);
  const columnTexts = columns.map(column => sql`coalesce(${sql.ref(column)}, '')`);
  const all = sql`fold(${sql.join(columnTexts, sql` || ' ' || `)})`;
  const conditions = words.map(word => sql<SqlBool>`${all} like fold(${`%${escaped(word)}%`}) escape '\\'`);
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

const escaped = (word: string) => word.replaceAll(/[\\%_]/g, character => `\\${character}`);
