import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Kysely, sql } from 'kysely';
import { atomically } from '../atomically.ts';
import type { Database } from '../database.ts';
import { StoreError } from '../errors.ts';
import { migrations } from '../migrations/migrations.ts';
import type { Store } from '../store.ts';
import {
  type DumpEnd,
  type DumpHeader,
  type DumpRow,
  type DumpValue,
  tableKeys,
  tableNames,
} from './dump-format.ts';
import { dumpLines } from './dump-lines.ts';

const ROWS_AT_ONCE = 100;

/** How a dump is read. */
export interface ImportOptions {
  /** What the store holds goes, in the same change. Default: it must be empty. */
  readonly replace?: boolean;
}

/**
 * Reads a dump into an empty store, of either database, as one change: a dump that is damaged, cut off or refused
 * leaves the store as it was. Gives the number of rows.
 *
 * @throws StoreError `GW_STORE_NOT_EMPTY`, `GW_STORE_NEWER` (the dump's version), `GW_STORE_DUMP`
 */
export async function importStore(
  store: Store,
  stream: Readable,
  { replace = false }: ImportOptions = {},
): Promise<number> {
  return atomically({ db: store.db, now: Date.now }, async ({ db }) => {
    if (replace) await empty(db);
    else await requireEmpty(db);
    await db.deleteFrom('auditHead').execute();
    const hash = createHash('sha256');
    const waiting = new WaitingRows(db);
    let rows = 0;
    let ended = false;
    let header: DumpHeader | undefined;
    for await (const text of dumpLines(stream)) {
      if (ended) throw broken('goes on behind its end');
      const line = parse(text);
      if (!header) header = requireHeader(line);
      else if ('end' in line) {
        ended = true;
        if (line.end.rows !== rows || line.end.sha256 !== hash.digest('hex'))
          throw broken('was changed or damaged');
      } else {
        await waiting.add(line as DumpRow);
        rows++;
      }
      if (!ended) hash.update(`${text}\n`);
    }
    if (!header) throw broken('is empty');
    if (!ended) throw broken('was cut off');
    await waiting.write();
    return rows;
  });
}

type AnyTable = Kysely<Record<string, Record<string, DumpValue | Uint8Array>>>;

/** Rows of one table that are written together. */
class WaitingRows {
  readonly #db: AnyTable;
  #table: string | undefined;
  #rows: Record<string, DumpValue | Uint8Array>[] = [];

  constructor(db: Kysely<Database>) {
    this.#db = db as unknown as AnyTable;
  }

  async add({ table, row }: DumpRow): Promise<void> {
    if (!Object.hasOwn(tableKeys, table) || typeof row !== 'object' || row === null)
      throw broken('has an odd line');
    if (table !== this.#table || this.#rows.length >= ROWS_AT_ONCE) await this.write();
    this.#table = table;
    const values = Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value,
    ]);
    this.#rows.push(Object.fromEntries(values));
  }

  async write(): Promise<void> {
    if (this.#table === undefined || this.#rows.length === 0) return;
    await this.#db.insertInto(this.#table).values(this.#rows).execute();
    this.#rows = [];
  }
}

async function empty(db: Kysely<Database>): Promise<void> {
  for (const table of tableNames.toReversed()) await db.deleteFrom(table).execute();
}

async function requireEmpty(db: Kysely<Database>): Promise<void> {
  for (const table of tableNames) {
    const rows = (db as unknown as AnyTable).selectFrom(table).select(sql`1`.as('one')).limit(1);
    const used = table === 'auditHead' ? rows.where('seq', '>', 0) : rows;
    if (await used.executeTakeFirst()) {
      const what = `The store has records already (${table}); a dump can be read into an empty one only`;
      throw new StoreError('GW_STORE_NOT_EMPTY', what);
    }
  }
}

function parse(text: string): DumpHeader | DumpRow | DumpEnd {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null) return line as DumpHeader | DumpRow | DumpEnd;
  } catch {
    // Said below, without the text: it may hold what is nobody's business.
  }
  throw broken('has a line that is not a JSON object');
}

function requireHeader(line: object): DumpHeader {
  const header = line as Partial<Record<keyof DumpHeader, unknown>>;
  if (header.format !== 'mcp-gateway-store') throw broken('is not one of a gateway');
  if (header.version !== 1 || !migrations.some(({ name }) => name === header.schema)) {
    throw new StoreError(
      'GW_STORE_NEWER',
      'The dump was written by a newer version; import it with that version',
    );
  }
  return header as DumpHeader;
}

const broken = (how: string) =>
  new StoreError('GW_STORE_DUMP', `The dump ${how}; the store was left as it was`);
