import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../e2e/gateway.ts';

const page = join(root, 'docs', 'conformance.md');

/** The tables of docs/conformance.md that `npm run conformance` writes. */
export type DocumentedTable = 'matrix' | 'rewrites';

const borders = (table: DocumentedTable) =>
  [`<!-- ${table}: written by \`npm run conformance\` -->`, `<!-- end of the ${table} -->`] as const;

/** A table as the documentation shows it. */
export async function documentedTable(table: DocumentedTable): Promise<string> {
  const [begin, end] = borders(table);
  const [, rest = ''] = (await readFile(page, 'utf8')).split(begin);
  return (rest.split(end)[0] ?? '').trim();
}

export async function documentTable(table: DocumentedTable, content: string): Promise<void> {
  const [begin, end] = borders(table);
  const text = await readFile(page, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} has no place for the ${table}`);
  await writeFile(page, `${before}${begin}\n\n${content}\n\n${end}${after}`);
}
