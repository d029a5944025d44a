import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** Writes down the licences of the packages that a bundle carries, as these ask for. */
export async function writeLicences(bundledFiles: readonly string[], target: string): Promise<void> {
  const folders = new Set(bundledFiles.filter(file => file.includes('node_modules')).map(packageFolder));
  const texts = await Promise.all([...folders].sort().map(licence));
  await writeFile(target, [...new Set(texts)].join(`\n${'-'.repeat(80)}\n\n`));
}

/** `…/node_modules/@scope/name` of a file of that package. */
function packageFolder(file: string): string {
  const start = file.lastIndexOf('node_modules/') + 'node_modules/'.length;
  const [first = '', second = ''] = file.slice(start).split('/');
  return file.slice(0, start) + (first.startsWith('@') ? join(first, second) : first);
}

async function licence(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  const file = (await readdir(folder)).find(entry => /^licen[cs]e/i.test(entry));
  if (!file && !license) throw new Error(`${name} names no licence: it can't be bundled`);
  const text = file ? await readFile(join(folder, file), 'utf8') : `Licence: ${license}`;
  return `${name} ${version}\n\n${text.trim()}\n`;
}
