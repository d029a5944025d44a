import type { Row } from './row.ts';

const headings = ['what', 'gateway', 'against', '', 'ratio', 'goal', 'met'];

/** The rows as text in columns, figures to the right. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)));
  const render = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isFigure(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    render(headings),
    widths.map(width => '-'.repeat(width)).join('  '),
    ...rows.map(cellsOf).map(render),
  ].join('\n');
}

const isFigure = (column: number) => column === 1 || column === 3 || column === 4;

function cellsOf({ what, unit, figure, against, ratio, goal, met }: Row): string[] {
  return [
    what,
    `${threeDigits(figure)} ${unit}`,
    against?.name ?? '',
    against ? `${threeDigits(against.figure)} ${unit}` : '',
    ratio === undefined ? '' : ratio.toFixed(2),
    `${goal.is} ${goal.value}${goal.of === 'ratio' ? ' times' : ` ${unit}`}`,
    met ? 'yes' : 'NO',
  ];
}

/** As many digits as a measurement on a shared machine deserves. */
function threeDigits(figure: number): string {
  return Math.abs(figure) >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(3)));
}
