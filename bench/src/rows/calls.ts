import type { Effort } from '../effort.ts';
import { Line, type LineKind } from '../line.ts';
import { bareLine, gateway } from '../line-kinds.ts';
import { LoadProcess } from '../load-process.ts';
import { echo } from '../measured-services.ts';
import { compare, type Figures, warmUp } from '../rounds.ts';
import { type Row, ratioAtLeast, ratioAtMost, rowOf } from '../row.ts';

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
    load.run({ protocol: 'rest', service: 'echo', url, authorization, clients, durationMs });

  // The first calls open the sessions that all rounds use.
  for (const line of lines) await warmUp(line, run, effort.warmUpCalls);
  const rows: Row[] = [];
  for (const { clients, timesOriginal } of levels)
    rows.push(...rowsOf(clients, timesOriginal, await compare(lines, clients, run, effort)));
  return rows;
}

function rowsOf(clients: number, timesOriginal: number, figures: ReadonlyMap<string, Figures>): Row[] {
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
