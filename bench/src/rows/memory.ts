import type { Effort } from '../effort.ts';
import type { HttpConnection } from '../http-connection.ts';
import { startInspected } from '../inspected-line.ts';
import { Line, type LineKind } from '../line.ts';
import { bareLine, gateway } from '../line-kinds.ts';
import { idle } from '../measured-services.ts';
import { openFiles, processTree, quiet, residentBytes } from '../process-tree.ts';
import { atMost, type Row, rowOf } from '../row.ts';
import { closeSession, sessionCall, timed } from '../session-call.ts';

/** What the gateway takes at rest, what each session adds to it, and what sessions leave behind. */
export async function measureMemory(effort: Effort): Promise<Row[]> {
  return [await atRest(), await perSession(effort), ...(await remains(effort))];
}

async function atRest(): Promise<Row> {
  await using line = await Line.start(gateway, { idle });
  await quiet(line.pid);
  const bytes = await residentBytes(line.pid);
  return rowOf({ what: 'memory of the idle gateway', unit: 'MB', figure: bytes / 1e6, goal: atMost(120) });
}

/** Of both lines, since each session's pipes take their part in both. */
async function perSession({ idleSessions }: Effort): Promise<Row> {
  return rowOf({
    what: 'memory of an idle session',
    unit: 'KB',
    figure: await keptPerSession(gateway, idleSessions),
    against: { name: 'bare line', figure: await keptPerSession(bareLine, idleSessions) },
    goal: atMost(20),
  });
}

/** Kilobytes by which a session makes a line's resident memory grow, garbage collected. */
async function keptPerSession(kind: LineKind, sessions: number): Promise<number> {
  await using inspected = await startInspected(kind, { idle });
  const { line } = inspected;
  using connection = line.connect();
  // The first ones make the heap as large as answering calls at all needs it; those after them count.
  await open(connection, 'before', sessions / 2);
  await quiet(line.pid);
  await inspected.collectGarbage();
  const before = await residentBytes(line.pid);
  await open(connection, 'counted', sessions);
  await quiet(line.pid);
  await inspected.collectGarbage();
  return ((await residentBytes(line.pid)) - before) / sessions / 1024;
}

async function remains({ passingSessions: sessions }: Effort): Promise<Row[]> {
  await using line = await Line.start(gateway, { idle });
  using connection = line.connect();
  // The process that taught the gateway its tools goes to the first session.
  await timed(connection, sessionCall('idle', 'first'));
  await closeSession(connection, 'first');
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
