import { setTimeout as delay } from 'node:timers/promises';
import type { Effort } from '../effort.ts';
import { Line } from '../line.ts';
import { gateway } from '../line-kinds.ts';
import { takePlace, timedMcp } from '../mcp-request.ts';
import { mcpEcho } from '../measured-services.ts';
import { OpenStream } from '../open-stream.ts';
import { processTicks, quiet } from '../process-tree.ts';
import { atMost, type Row, rowOf } from '../row.ts';

const streams = 1000;
const path = '/mcp/servers/echo';

/** A thousand streams that wait: what they cost while nothing happens, and whom a notification reaches. */
export async function measureMcpStreams({ streamsMs }: Effort): Promise<Row[]> {
  await using line = await Line.start(gateway, { echo: mcpEcho('2026') });
  using connection = line.connect();
  const place = await takePlace(connection, '2026', path);
  await timedMcp(connection, place, 'tools/list', {});
  await quiet(line.pid);
  const idleTime = await processorTime(line.pid, streamsMs);
  const open: OpenStream[] = [];
  try {
    // In tens: a thousand connections at once are another measurement.
    while (open.length < streams)
      open.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            OpenStream.listen(line, place, `test://resource/${open.length + index}`),
          ),
        )),
      );
    await quiet(line.pid);
    const waitingTime = await processorTime(line.pid, streamsMs);
    await timedMcp(connection, place, 'tools/call', {
      name: 'touch',
      arguments: { uri: 'test://resource/7' },
    });
    await open[7]?.told();
    await quiet(line.pid);
    return [
      rowOf({
        what: `MCP: processor time that ${streams} open streams add`,
        unit: 'ms/s',
        figure: waitingTime - idleTime,
        // The kernel counts in tens of milliseconds: what wakes nobody stays within one or two of them.
        goal: atMost(5),
      }),
      rowOf({
        what: 'MCP: streams that a notification for one reaches',
        unit: 'streams',
        figure: open.filter(({ notifications }) => notifications > 0).length,
        goal: atMost(1),
      }),
    ];
  } finally {
    for (const stream of open) stream.close();
  }
}

/** Milliseconds of processor time that the gateway itself takes in a second. */
async function processorTime(pid: number, durationMs: number): Promise<number> {
  const before = await processTicks(pid);
  await delay(durationMs);
  return ((await processTicks(pid)) - before) * 10 * (1000 / durationMs);
}
