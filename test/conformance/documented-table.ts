import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../e2e/gateway.ts';

const page = join(root, 'docs', 'conformance.md');
const [begin, end] = ['<!-- matrix: written by `npm run conformance` -->', '<!-- end of the matrix -->'];

/** The matrix as the documentation shows it. */
export async function documentedTable(): Promise<string> {
  const [, rest = ''] = (await readFile(page, 'utf8')).split(begin);
  return (rest.split(end)[0] ?? '').trim();
}

export async function documentTable(table: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} has no place for the matrix`);
  await writeFile(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}
