import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Area, areaOf, areas, columns, type Expected, expectedOf } from './attack.ts';
import { attacks } from './attacks.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'escapes.md');
const begin = '<!-- attacks: written by `node test/escape/main.ts` -->';
const end = '<!-- end of the attacks -->';

const words: Readonly<Record<Expected, string>> = {
  held: 'held',
  limited: 'limited',
  open: 'open',
  none: '–',
};
const headings: Readonly<Record<Area, string>> = {
  secrets: 'Secrets of the gateway and of other servers',
  processes: 'Other processes',
  network: 'Network',
  resources: 'Resources',
  files: 'Files',
  kernel: 'Kernel',
  terminal: "The gateway's terminal",
  environment: 'Environment',
};

/** The data as the documentation shows them. */
export function attackTables(): string {
  return areas.map(area => `### ${headings[area]}\n\n${tableOf(area)}`).join('\n\n');
}

function tableOf(area: Area): string {
  const head = [
    'A server …',
    ...columns.map(({ preset, mechanisms }) => (mechanisms === 'bare' ? `${preset}, bare` : preset)),
  ];
  const rows = attacks
    .filter(attack => areaOf(attack) === area)
    .map(attack => [attack.tries, ...columns.map(column => words[expectedOf(attack, column)])]);
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

/** What the page has between its marks. */
export async function documentedTables(): Promise<string> {
  const [, rest = ''] = (await readFile(page, 'utf8')).split(begin);
  return (rest.split(end)[0] ?? '').trim();
}

export async function documentTables(): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} has no place for the attacks`);
  await writeFile(page, `${before}${begin}\n\n${attackTables()}\n\n${end}${after}`);
}
