import type { Effort } from '../effort.ts';
import type { HttpConnection } from '../http-connection.ts';
import { Line } from '../line.ts';
import { gateway } from '../line-kinds.ts';
import { idle } from '../measured-services.ts';
import { openFiles, processTree, quiet, residentBytes } from '../process-tree.ts';
import { atMost, type Row, rowOf } from '../row.ts';
import { closeSession, sessionCall, timed } from '../session-call.ts';

/** What the gateway takes at rest, what each session adds to it, and what sessions leave behind. */
export async function measureMemory(effort: Effort): Promise<Row[]> {
  await using line = await Line.start(gateway, { idle });
  using connection = line.connect();
  await quiet(line.pid);
  const atRest = await residentBytes(line.pid);

  // The first ones make the heap as large as this many calls at all need it; those after them count.
  await open(connection, 'before', effort.idleSessions / 2);
  await quiet(line.pid);
  const before = await residentBytes(line.pid);
  await open(connection, 'counted', effort.idleSessions);
  await quiet(line.pid);
  const after = await residentBytes(line.pid);

  const rows = [
    rowOf({ what: 'memory of the idle gateway', unit: 'MB', figure: atRest / 1e6, goal: atMost(120) }),
    rowOf({
      what: 'memory of an idle session',
      unit: 'KB',
      figure: (after - before) / effort.idleSessions / 1024,
      goal: atMost(20),
    }),
  ];
  await close(connection, 'before', effort.idleSessions / 2);
  await close(connection, 'counted', effort.idleSessions);
  return [...rows, ...(await remains(line, connection, effort.passingSessions))];
}

async function remains(line: Line, connection: HttpConnection, sessions: number): Promise<Row[]> {
  await quiet(line.pid);
  const before = { files: await openFiles(line.pid), processes: (await processTree(line.pid)).length };
  for (let i = 0; i < sessions; i++) {
    await timed(connection, sessionCall('idle', `passing-${i}`));
    await closeSession(connection, `passing-${i}`);
  }
  await quiet(line.pid);
  const after = { files: await openFiles(line.pid), processes: (await processTree(line.pid)).length };
  return (['files', 'processes'] as const).map(unit =>
    rowOf({
      what: `${sessions} sessions leave behind`,
      unit,
      figure: after[unit] - before[unit],
      goal: atMost(0),
    }),
  );
}

async function open(connection: HttpConnection, prefix: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await timed(connection, sessionCall('idle', `${prefix}-${i}`));
}

async function close(connection: HttpConnection, prefix: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await closeSession(connection, `${prefix}-${i}`);
}
