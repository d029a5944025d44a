import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { SandboxError } from './errors.ts';

/**
 * The file that a command names, found as `execvp` would: by PATH, or relative to the working folder when it
 * has a slash. Throws `GW_SANDBOX_COMMAND_NOT_FOUND`, which tells a missing file from one that can't be run.
 */
export async function resolveCommand(program: string, path: string, workingDir: string): Promise<string> {
  const candidates = program.includes('/')
    ? [resolve(workingDir, program)]
    : path.split(delimiter).map(folder => resolve(workingDir, folder, program));
  let notExecutable: string | undefined;
  for (const candidate of candidates) {
    const found = await executable(candidate);
    if (found === 'yes') return candidate;
    if (found === 'no') notExecutable ??= candidate;
  }
  throw new SandboxError(
    'GW_SANDBOX_COMMAND_NOT_FOUND',
    notExecutable === undefined
      ? `command not found: ${program}${program.includes('/') ? '' : ' (looked for in PATH)'}`
      : `command is not executable: ${notExecutable} (chmod +x it, or name its interpreter in the command)`,
  );
}

async function executable(file: string): Promise<'yes' | 'no' | 'missing'> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile() ? 'yes' : 'no';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'no' : 'missing';
  }
}

/** The program's file if PATH has it; for programs that are welcome but not needed. */
export async function findProgram(program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, program);
    if (isAbsolute(candidate) && (await executable(candidate)) === 'yes') return candidate;
  }
  return undefined;
}

/** The folder where a command starts. Throws `GW_SANDBOX_WORKING_DIR` when it is none. */
export async function resolveWorkingDir(workingDir: string | undefined, cwd: string): Promise<string> {
  if (workingDir === undefined) return cwd;
  const folder = resolve(cwd, workingDir);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return folder;
  const problem = found ? 'is not a folder' : 'does not exist';
  throw new SandboxError('GW_SANDBOX_WORKING_DIR', `working_dir ${folder} ${problem}`);
}
