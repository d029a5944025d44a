import type { CommandContext } from '../../context.ts';

/** What a command has to say: as a value for programs, and for people. */
export interface Output {
  readonly value: unknown;
  readonly text: (isTerminal: boolean) => string;
}

/** Heads of a table, and how each entry fills the column. */
export type Columns<Entry> = Readonly<Record<string, (entry: Entry) => unknown>>;

/** Entries as a table: aligned and with a head at a terminal, otherwise with tabs, for `cut` and `awk`. */
export function table<Entry>(entries: readonly Entry[], columns: Columns<Entry>): Output {
  const rows = entries.map(entry => Object.values(columns).map(cell => cellText(cell(entry))));
  const aligned = () => (rows.length === 0 ? 'None.' : align([Object.keys(columns), ...rows]));
  const plain = () => rows.map(row => row.join('\t')).join('\n');
  return { value: entries, text: isTerminal => (isTerminal ? aligned() : plain()) };
}

/** One thing, a field a line; those that have nothing to say are left out. */
export function record(value: object): Output {
  const fields = Object.entries(value).filter(([, field]) => !isEmpty(field));
  return { value, text: () => align(fields.map(([name, field]) => [name, cellText(field)])) };
}

/** A sentence for people, and what it is about for programs. */
export const message = (text: string, value: unknown = { ok: true }): Output => ({ value, text: () => text });

/** A value as it is: text as text, all else as JSON. */
export const plain = (value: unknown, shown: unknown = value): Output => ({
  value,
  text: () => (typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2)),
});

/** Prints what a command has to say. Nothing is printed where there is nothing, such as rows. */
export function print(context: CommandContext, { value, text }: Output, isJson: boolean): void {
  const shown = isJson ? JSON.stringify(value, null, 2) : text(context.stdoutIsTerminal);
  if (shown !== '') context.print(shown);
}

const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function cellText(value: unknown): string {
  const text = isEmpty(value) ? '-' : typeof value === 'object' ? compact(value as object) : String(value);
  // What a server says of itself must not move the cursor of a terminal, nor break a row.
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

const compact = (value: object) =>
  Array.isArray(value) && value.every(one => typeof one !== 'object')
    ? value.join(', ')
    : JSON.stringify(value);

function align(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
