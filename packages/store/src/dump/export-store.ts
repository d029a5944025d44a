import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Kysely, sql } from 'kysely';
import { JSON_AS_TEXT } from '../column-values.ts';
import type { Database } from '../database.ts';
import { migrations } from '../migrations/migrations.ts';
import { camelCase } from '../names.ts';
import type { Store } from '../store.ts';
import {
  type DumpEnd,
  type DumpHeader,
  type DumpRow,
  type DumpValue,
  tableKeys,
  tableNames,
} from './dump-format.ts';

const ROWS_AT_ONCE = 200;

/**
 * Writes all that is kept, as it is at one moment, as lines of JSON, and ends the stream. Secrets stay encrypted:
 * without the key that sealed them they can't be used. Gives the number of rows.
 */
export async function exportStore(store: Store, stream: Writable): Promise<number> {
  return store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async db => {
      // The moment is that of the first look, not of the beginning.
      await db.selectFrom('auditHead').select('seq').execute();
      const hash = createHash('sha256');
      let rows = 0;
      async function* lines() {
        const write = (line: DumpHeader | DumpRow) => {
          const text = `${JSON.stringify(line)}\n`;
          hash.update(text);
          return text;
        };
        const schema = migrations.at(-1)!.name;
        const exportedAt = new Date().toISOString();
        yield write({ format: 'mcp-gateway-store', version: 1, schema, exportedAt });
        for (const table of tableNames) {
          for await (const row of rowsOf(db, table)) {
            rows++;
            yield write({ table, row });
          }
        }
        yield `${JSON.stringify({ end: { rows, sha256: hash.digest('hex') } } satisfies DumpEnd)}\n`;
      }
      await pipeline(Readable.from(lines()), stream);
      return rows;
    });
}

type AnyTable = Kysely<Record<string, Record<string, DumpValue | Uint8Array>>>;

async function* rowsOf(db: Kysely<Database>, table: keyof Database): AsyncGenerator<DumpRow['row']> {
  const keys: readonly string[] = tableKeys[table];
  const columns = sql.join(keys.map(key => sql.ref(key)));
  const all = (db as unknown as AnyTable).selectFrom(table).selectAll().select(sql`1`.as(JSON_AS_TEXT));
  const page = all.orderBy(columns).limit(ROWS_AT_ONCE);
  let query = page;
  while (true) {
    const rows = await query.execute();
    for (const { [camelCase(JSON_AS_TEXT)]: _, ...row } of rows) yield dumped(row);
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    query = page.where(sql<boolean>`(${columns}) > (${sql.join(keys.map(key => last[key]))})`);
  }
}

function dumped(row: Record<string, unknown>): DumpRow['row'] {
  const values = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
  ]);
  return Object.fromEntries(values);
}
