import { type Kysely, sql } from 'kysely';
import { toldTables } from '../outside-change.ts';

/** Where changes are told; see `postgres-presence.ts`. */
export const CHANNEL = 'mcp_gateway';

/**
 * Has PostgreSQL tell all gateways of each change: who has made it (the end of the connection's name), what kind of
 * record it is of, and which one. Of several in one transaction that say the same, one is told.
 *
 * @param hasRevision whether a table counts its changes: what doesn't count, such as the time of the last use, isn't told
 */
export async function createOutsideTriggers(
  db: Kysely<unknown>,
  hasRevision: (table: string) => boolean,
): Promise<void> {
  await sql`create function tell_of_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(CHANNEL)}, concat_ws(' ',
        split_part(current_setting('application_name'), ' ', 2),
        tg_argv[1],
        to_jsonb(case tg_op when 'DELETE' then old else new end) ->> tg_argv[0]));
      return null;
    end $$`.execute(db);
  for (const [table, column, kind] of toldTables) {
    const tell = sql`for each row execute function tell_of_change(${sql.lit(column)}, ${sql.lit(kind)})`;
    const changed = hasRevision(table)
      ? sql`for each row when (old.revision is distinct from new.revision) execute function tell_of_change(${sql.lit(column)}, ${sql.lit(kind)})`
      : tell;
    await sql`create trigger ${sql.id(`tell__${table}`)} after insert or delete on ${sql.table(table)} ${tell}`.execute(
      db,
    );
    await sql`create trigger ${sql.id(`tell__${table}__changed`)} after update on ${sql.table(table)} ${changed}`.execute(
      db,
    );
  }
}
