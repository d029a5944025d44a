import type { Line, LineKind } from './line.ts';
import type { LoadReport } from './load-generator.ts';
import { median } from './statistics.ts';

/** How long a comparison of lines goes on. */
export interface Rounds {
  readonly rounds: number;
  readonly roundMs: number;
  /** Calls of each line before the first round. */
  readonly warmUpCalls: number;
}

/** Medians of a line's rounds. */
export interface Figures {
  readonly callsPerSecond: number;
  readonly p99Ms: number;
}

type Run = (line: Line, clients: number, durationMs: number) => Promise<LoadReport>;

/** Loads a line until it has answered its calls for warming up. One that is slow gets ten seconds for it. */
export async function warmUp(line: Line, run: Run, calls: number): Promise<void> {
  const limit = performance.now() + 10_000;
  for (let done = 0; done < calls && performance.now() < limit; ) done += (await run(line, 64, 500)).calls;
}

/** Loads lines that are all up with so many clients, in rounds, taking turns. */
export async function compare(
  lines: readonly Line[],
  clients: number,
  run: Run,
  { rounds, roundMs }: Rounds,
): Promise<ReadonlyMap<LineKind['name'], Figures>> {
  const reports = new Map<Line, LoadReport[]>(lines.map(line => [line, []]));
  for (const line of lines) await run(line, clients, roundMs / 2);
  for (let round = 0; round < rounds; round++)
    for (const line of takingTurns(lines, round)) reports.get(line)?.push(await run(line, clients, roundMs));
  return new Map(
    [...reports].map(([{ kind }, runs]) => [
      kind.name,
      {
        callsPerSecond: median(runs.map(({ callsPerSecond }) => callsPerSecond)),
        p99Ms: median(runs.map(({ p99Ms }) => p99Ms)),
      },
    ]),
  );
}

/** Another line goes first in each round, so that none always follows the heaviest. */
function takingTurns<T>(lines: readonly T[], round: number): T[] {
  const first = round % lines.length;
  return [...lines.slice(first), ...lines.slice(0, first)];
}
