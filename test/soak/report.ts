import type { SoakReport } from './soak.ts';

/** A soak's result as text. */
export function renderReport({ done, findings, leftByKills }: SoakReport): string {
  const rows = [
    ['what', 'at first', 'at last', 'left'],
    ...findings.map(({ what, before, after, held }) => [
      what,
      count(before),
      count(after),
      held ? 'nothing' : count(after - before),
    ]),
  ];
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const table = rows.map(row =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const { sessions, calls, serverKills, wrapperKills, gatewayKills, lost, unanswered } = done;
  return [
    `${sessions} sessions, ${calls} calls; killed: ${serverKills} servers, ${wrapperKills} wrappers, ${gatewayKills} gateways`,
    `${lost} sessions lost their gateway; ${unanswered} requests went unanswered`,
    '',
    ...table,
    ...leftByKills.map(command => `left by a kill of the gateway: ${command}`),
  ].join('\n');
}

const count = (value: number) => String(Math.round(value * 10) / 10);
