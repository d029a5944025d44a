import { dirname, join } from 'node:path';
import { resolveCommand } from './command.ts';
import type { PackageCommand } from './package-command.ts';
import { mainProgram } from './package-program.ts';

/** A package's name alone: no version, folder, file or address. */
const bareName = /^(@[\w.-]+\/)?[\w-][\w.-]*$/;

/**
 * The program of `npx name` where the project or the host has it: like `npx`, first in the `node_modules` of the
 * working folder and those above it, then beside `npx` itself, where global installations are.
 */
export async function findLocalProgram(
  command: Extract<PackageCommand, { runner: 'npm' }>,
  workingDir: string,
  path: string,
): Promise<string | undefined> {
  const [name = ''] = command.packages;
  if (command.bin !== undefined || !bareName.test(name)) return undefined;
  for (const folder of upwards(workingDir)) {
    const modules = join(folder, 'node_modules');
    const found = await runnable(join(modules, '.bin', name));
    if (found) return found;
    const program = await mainProgram(join(modules, name)).catch(() => undefined);
    const installed =
      program && ((await runnable(join(modules, '.bin', program.name))) ?? (await runnable(program.file)));
    if (installed) return installed;
  }
  const runner = await resolveCommand(command.program, path, workingDir);
  return name.includes('/') ? undefined : runnable(join(dirname(runner), name));
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function runnable(file: string): Promise<string | undefined> {
  return resolveCommand(file, '', '/').catch(() => undefined);
}
