import { type Expression, type SqlBool, sql } from 'kysely';

/** Longer searches are cut: nobody types them. */
const LONGEST = 200;

/** Whether every word of `text` occurs in one of the columns, in any case; always true for a text without words. */
export function containsWords(columns: readonly string[], text: string): Expression<SqlBool> {
  const words = text.slice(0, LONGEST).split(/\s+/).filter(Boolean);
  if (words.length === 0) return sql<SqlBool>`1 = 1`;
  const texts = columns.map(column => sql`coalesce(${sql.ref(column)}, '')`);
  const all = sql.join(texts, sql` || ' ' || `);
  const conditions = words.map(word => {
    const pattern = `%${word.toLowerCase().replaceAll(/[\\%_]/g, character => `\\${character}`)}%`;
    // `lower` knows the letters of ASCII, in both databases, and is quick; `fold` is ours, and knows all of them.
    const lowered = isAscii(word) ? sql`lower(${all})` : sql`fold(${all})`;
    return sql<SqlBool>`${lowered} like ${pattern} escape '\\'`;
  });
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

const isAscii = (word: string) => /^[\x21-\x7e]*$/.test(word);
