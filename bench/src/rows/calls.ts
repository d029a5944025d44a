import type { Effort } from '../effort.ts';
import { Line, type LineKind } from '../line.ts';
import { bareLine, gateway } from '../line-kinds.ts';
import type { LoadReport } from '../load-generator.ts';
import { LoadProcess } from '../load-process.ts';
import { echo } from '../measured-services.ts';
import { type Row, ratioAtLeast, ratioAtMost, rowOf } from '../row.ts';
import { median } from '../statistics.ts';

/** Clients at once, and how many times the original's calls per second the gateway has to reach. */
const levels = [
  { clients: 1, timesOriginal: 4 },
  { clients: 16, timesOriginal: 14 },
  { clients: 64, timesOriginal: 9 },
] as const;

/** Calls per second and p99 at each level, all lines up at once and taking turns. */
export async function measureCalls(effort: Effort, original: LineKind | undefined): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const load = stack.use(new LoadProcess());
  const lines: Line[] = [];
  for (const kind of [bareLine, gateway, ...(original ? [original] : [])])
    lines.push(stack.use(await Line.start(kind, { echo })));
  const run = ({ url, authorization }: Line, clients: number, durationMs: number) =>
    load.run({ url, authorization, clients, durationMs });

  // The first calls open the sessions that all rounds use. A line that is slow gets ten seconds for it.
  for (const line of lines) {
    const limit = performance.now() + 10_000;
    for (let calls = 0; calls < effort.warmUpCalls && performance.now() < limit; )
      calls += (await run(line, 64, 500)).calls;
  }
  const rows: Row[] = [];
  for (const { clients, timesOriginal } of levels) {
    const reports = new Map<Line, LoadReport[]>(lines.map(line => [line, []]));
    for (const line of lines) await run(line, clients, effort.roundMs / 2);
    for (let round = 0; round < effort.rounds; round++)
      for (const line of takingTurns(lines, round))
        reports.get(line)?.push(await run(line, clients, effort.roundMs));
    rows.push(...rowsOf(clients, timesOriginal, reports));
  }
  return rows;
}

/** Another line goes first in each round, so that none always follows the heaviest. */
function takingTurns<T>(lines: readonly T[], round: number): T[] {
  const first = round % lines.length;
  return [...lines.slice(first), ...lines.slice(0, first)];
}

function rowsOf(clients: number, timesOriginal: number, reports: Map<Line, LoadReport[]>): Row[] {
  const figures = new Map(
    [...reports].map(([{ kind }, runs]) => [
      kind.name,
      {
        callsPerSecond: median(runs.map(({ callsPerSecond }) => callsPerSecond)),
        p99Ms: median(runs.map(({ p99Ms }) => p99Ms)),
      },
    ]),
  );
  const [ours, limit, peer] = [figures.get('gateway'), figures.get('bare line'), figures.get('original')];
  if (!ours || !limit) throw new Error('The gateway and the bare line were not both measured');
  const what = `calls, ${clients} ${clients === 1 ? 'client' : 'clients'}`;
  const calls = { what, unit: 'calls/s', figure: ours.callsPerSecond } as const;
  return [
    rowOf({
      ...calls,
      against: { name: 'bare line', figure: limit.callsPerSecond },
      goal: ratioAtLeast(0.85),
    }),
    ...(peer
      ? [
          rowOf({
            ...calls,
            against: { name: 'original', figure: peer.callsPerSecond },
            goal: ratioAtLeast(timesOriginal),
          }),
        ]
      : []),
    rowOf({
      what: `p99, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
      unit: 'ms',
      figure: ours.p99Ms,
      against: { name: 'bare line', figure: limit.p99Ms },
      goal: ratioAtMost(1.3),
    }),
  ];
}
