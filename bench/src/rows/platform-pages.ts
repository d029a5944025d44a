import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import type { Effort } from '../effort.ts';
import { keepPages } from '../kept-records.ts';
import { Line } from '../line.ts';
import { gatewayWith } from '../line-kinds.ts';
import { atMost, type Row, rowOf } from '../row.ts';
import { timed } from '../session-call.ts';
import { quantile } from '../statistics.ts';

const pageSize = 100;
const goalMs = 25;

/** Pages of a hundred out of many, wherever they lie, on both databases. */
export async function measurePlatformPages(effort: Effort): Promise<Row[]> {
  const rows = await measured('SQLite', effort);
  if (!postgresPrograms) {
    process.stderr.write('No PostgreSQL here: its rows are left out\n');
    return rows;
  }
  await using postgres = await PostgresServer.start();
  return [...rows, ...(await measured('PostgreSQL', effort, await postgres.createDatabase()))];
}

async function measured(database: string, { platform }: Effort, url?: string): Promise<Row[]> {
  const { records, pages } = platform;
  await using line = await Line.start(
    gatewayWith(store => keepPages(store, records), url),
    {},
  );
  await line.firstAnswer({ method: 'GET', path: '/api/v1/servers' });
  using connection = line.connect();
  const last = records / pageSize;
  const lists = {
    servers: (page: number) => `/api/v1/servers?page=${page}&page_size=${pageSize}`,
    sessions: (page: number) => `/api/v1/sessions?offset=${(page - 1) * pageSize}&limit=${pageSize}`,
    'audit records': (page: number) => `/api/v1/audit?page=${page}&page_size=${pageSize}`,
  };
  const rows: Row[] = [];
  for (const [name, pathOf] of Object.entries(lists)) {
    const took: number[] = [];
    for (let n = 0; n < 20 + pages; n++) {
      const ms = await timed(connection, { method: 'GET', path: pathOf(1 + ((n * 37) % last)) });
      if (n >= 20) took.push(ms);
    }
    const what = `A page of ${pageSize} of ${records} ${name}, ${database}: p99`;
    rows.push(rowOf({ what, unit: 'ms', figure: quantile(took, 0.99), goal: atMost(goalMs) }));
  }
  return rows;
}
