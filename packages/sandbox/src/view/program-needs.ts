import { open, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { findProgram } from '../command.ts';
import { exists } from './package-root.ts';

/** A script whose interpreter is a script whose … ; the kernel follows four. */
const deepest = 4;
/** Where the kernel reads the interpreter's name. Source: BINPRM_BUF_SIZE in Linux's binfmts.h. */
const shebangBytes = 256;

export interface ProgramNeedsOptions {
  /** The `PATH` of the process. */
  readonly path: string;
  /** Where a file really is; `undefined` where there is none, or where what it says is not to be believed. */
  readonly locate: (file: string) => Promise<string | undefined>;
}

/**
 * What a program needs to run beside itself: its interpreter, and the installation around each of them, such as a
 * Node below `.nvm`, a Python of pyenv or uv, or the Python that a virtual environment is made of.
 */
export async function programNeeds(
  program: string,
  options: ProgramNeedsOptions,
  depth = 0,
): Promise<string[]> {
  const file = await options.locate(program);
  if (file === undefined || depth > deepest) return [];
  const interpreters = await interpretersOf(file, options.path);
  const base = await baseOfEnvironment(program);
  const needs = await Promise.all(interpreters.map(each => programNeeds(each, options, depth + 1)));
  const installations = await Promise.all([program, file, ...base].map(installation));
  return [program, ...installations.flat(), ...needs.flat()];
}

/** The system's own: their libraries are seen anyway, and all else in them is nobody's need. */
const systemPrefixes = ['/', '/usr', '/usr/local'];

/** The folder around `bin`, where it is an installation with libraries of its own. */
export async function installation(program: string): Promise<string[]> {
  const folder = dirname(program);
  const prefix = dirname(folder);
  // pyenv's and its kin's: scripts that call what lies beside them.
  if (basename(folder) === 'shims') return [prefix];
  if (basename(folder) !== 'bin' || basename(prefix) === '.local' || systemPrefixes.includes(prefix))
    return [];
  return (await exists(join(prefix, 'lib'))) ? [prefix] : [];
}

async function interpretersOf(file: string, path: string): Promise<string[]> {
  const line = await firstLine(file);
  const [interpreter, ...words] = /^#!\s*(.*)$/.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
  if (interpreter === undefined || !isAbsolute(interpreter)) return [];
  if (basename(interpreter) !== 'env') return [interpreter];
  const name = words.find(word => !word.startsWith('-') && !word.includes('='));
  const found = name === undefined ? undefined : await findProgram(name, path);
  return found === undefined ? [interpreter] : [interpreter, found];
}

/** A virtual environment names the folder of the Python it was made with. Source: PEP 405. */
async function baseOfEnvironment(program: string): Promise<string[]> {
  const settings = await readFile(join(dirname(program), '..', 'pyvenv.cfg'), 'utf8').catch(() => '');
  const home = /^home\s*=\s*(.+?)\s*$/m.exec(settings)?.[1];
  return home !== undefined && isAbsolute(home) ? [join(home, basename(program))] : [];
}

async function firstLine(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(shebangBytes), 0, shebangBytes, 0);
    return buffer.toString('latin1', 0, bytesRead).split('\n', 1)[0] ?? '';
  } finally {
    await handle.close();
  }
}
