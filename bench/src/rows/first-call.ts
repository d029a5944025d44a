import { directStart } from '../direct-start.ts';
import type { Effort } from '../effort.ts';
import { Line } from '../line.ts';
import { gateway } from '../line-kinds.ts';
import { echo } from '../measured-services.ts';
import { quiet } from '../process-tree.ts';
import { type Row, ratioAtMost, rowOf } from '../row.ts';
import { closeSession, sessionCall, timed } from '../session-call.ts';
import { median } from '../statistics.ts';

/** What a caller waits for in a session's first call, without a spare and with one. */
export async function measureFirstCalls(effort: Effort): Promise<Row[]> {
  return [await cold(effort), await warm(effort)];
}

async function cold({ firstCalls }: Effort): Promise<Row> {
  await using line = await Line.start(gateway, { echo });
  using connection = line.connect();
  // The process that taught the gateway its tools becomes the first session's: that one isn't cold.
  await timed(connection, sessionCall('echo', 'taught'));
  const [direct, first]: [number[], number[]] = [[], []];
  for (let i = 0; i < firstCalls; i++) {
    await quiet(line.pid);
    direct.push(await directStart(echo));
    await quiet(line.pid);
    first.push(await timed(connection, sessionCall('echo', `cold-${i}`)));
    await closeSession(connection, `cold-${i}`);
  }
  return rowOf({
    what: 'first call of a session, cold',
    unit: 'ms',
    figure: median(first),
    against: { name: 'direct start', figure: median(direct) },
    goal: ratioAtMost(1.2),
  });
}

async function warm({ firstCalls }: Effort): Promise<Row> {
  await using line = await Line.start(gateway, { echo: { ...echo, warm: 1 } });
  using connection = line.connect();
  const [first, later]: [number[], number[]] = [[], []];
  for (let i = 0; i < firstCalls; i++) {
    // The spare is ready when the gateway has started it and all have gone quiet.
    await quiet(line.pid, tree => tree.some(({ command }) => command.includes('echo-server')));
    first.push(await timed(connection, sessionCall('echo', `warm-${i}`)));
    await quiet(line.pid);
    later.push(await timed(connection, sessionCall('echo', `warm-${i}`)));
    await closeSession(connection, `warm-${i}`);
  }
  return rowOf({
    what: 'first call of a session, warm spare',
    unit: 'ms',
    figure: median(first),
    against: { name: 'later call', figure: median(later) },
    goal: ratioAtMost(3),
  });
}
