import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from './errors.ts';

/**
 * The program that `npx package` stands for, as its name and its file in the package: the only one, or the one
 * named like the package. Throws `GW_SANDBOX_PACKAGES_FAILED` when there is no telling.
 */
export async function mainProgram(packageFolder: string): Promise<{ name: string; file: string }> {
  const { name: packageName, bin } = await readManifest(packageFolder);
  const ownName = String(packageName).split('/').at(-1) ?? '';
  const programs = typeof bin === 'string' ? { [ownName]: bin } : asRecord(bin);
  const names = Object.keys(programs);
  const oneFile = new Set(Object.values(programs)).size === 1;
  const name = oneFile ? names[0] : names.find(candidate => candidate === ownName);
  if (name !== undefined) return { name, file: join(packageFolder, String(programs[name])) };
  const choice =
    names.length === 0 ? 'no program' : `the programs ${names.join(', ')}: name one with -p ${packageName}`;
  throw new SandboxError('GW_SANDBOX_PACKAGES_FAILED', `the package ${packageName} has ${choice}`);
}

export async function readManifest(folder: string): Promise<Record<string, unknown>> {
  return asRecord(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
