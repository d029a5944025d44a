import { execFile } from 'node:child_process';
import { mkdir, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../command.ts';
import { type Environment, searchPath } from '../environment.ts';

const run = promisify(execFile);
const probeMs = 10_000;

/** Languages that workspaces can be made for. */
export type RuntimeName = 'python' | 'node' | 'bash';

/** What this host has to run programs of one language. */
export interface HostRuntime {
  readonly name: RuntimeName;
  /** The one that it really is, such as `3.11.7`. */
  readonly version: string;
  /** The files of its programs, by the names that people call them by. */
  readonly programs: Readonly<Record<string, string>>;
  /** What a workspace has to see for it, wherever it is installed. */
  readonly needs: readonly string[];
}

/**
 * Asks the programs that `PATH` names for their versions and for where they really are: what is found first is often
 * a shim or a virtual environment, which would not work elsewhere. What doesn't answer within ten seconds isn't there.
 */
export async function findRuntimes(env: Environment): Promise<HostRuntime[]> {
  const found = await Promise.all(
    [findPython, findNode, findBash].map(find => find(env).catch(() => undefined)),
  );
  return found.filter(runtime => runtime !== undefined);
}

/**
 * Makes a folder of links to programs, each under all of its names, for the `PATH` of workspaces. Links of programs
 * that are gone go with them.
 */
export async function linkPrograms(runtimes: readonly HostRuntime[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const programs = Object.assign({}, ...runtimes.map(runtime => runtime.programs)) as Record<string, string>;
  for (const [name, file] of Object.entries(programs)) {
    const unfinished = join(folder, `.${name}.new`);
    await rm(unfinished, { force: true });
    await symlink(file, unfinished);
    await rename(unfinished, join(folder, name));
  }
  for (const name of await readdir(folder)) if (!(name in programs)) await rm(join(folder, name));
}

const pythonFacts = `
import platform, sys, sysconfig
own = getattr(sys, '_base_executable', None) or sys.executable
print('\\n'.join([platform.python_version(), own, sys.base_prefix, sysconfig.get_path('stdlib')]))
`;

async function findPython(env: Environment): Promise<HostRuntime | undefined> {
  const program = (await find('python3', env)) ?? (await find('python', env));
  if (program === undefined) return undefined;
  const [version = '', own = '', prefix = '', library = ''] = await ask(
    [program, '-I', '-c', pythonFacts],
    env,
  );
  if (!version.startsWith('3.')) return undefined;
  const file = await realpath(own);
  const needs = await existing([file, library, join(prefix, 'lib')]);
  return { name: 'python', version, programs: { python: file, python3: file }, needs };
}

async function findNode(env: Environment): Promise<HostRuntime | undefined> {
  const program = await find('node', env);
  if (program === undefined) return undefined;
  const facts = 'console.log(process.versions.node); console.log(process.execPath)';
  const [version = '', own = ''] = await ask([program, '-e', facts], env);
  const file = await realpath(own);
  const clients = await Promise.all(['npm', 'npx'].map(name => clientOf(name, env)));
  const programs = Object.assign({ node: file }, ...clients.map(client => client.programs)) as Record<
    string,
    string
  >;
  return { name: 'node', version, programs, needs: [file, ...clients.flatMap(({ needs }) => needs)] };
}

/** npm's programs are files within its package, `bin/npm-cli.js`. */
async function clientOf(name: string, env: Environment) {
  const program = await find(name, env);
  if (program === undefined) return { programs: {}, needs: [] };
  const file = await realpath(program);
  return { programs: { [name]: file }, needs: [file.endsWith('.js') ? dirname(dirname(file)) : file] };
}

async function findBash(env: Environment): Promise<HostRuntime | undefined> {
  const program = await find('bash', env);
  if (program === undefined) return undefined;
  const file = await realpath(program);
  const [version = ''] = await ask([file, '--norc', '-c', 'echo "${BASH_VERSION%%[!0-9.]*}"'], env);
  return { name: 'bash', version, programs: { bash: file }, needs: [file] };
}

const find = (name: string, env: Environment) => findProgram(name, searchPath(env));

/** The lines that a program prints. */
async function ask([program = '', ...words]: readonly string[], env: Environment): Promise<string[]> {
  const only = { PATH: searchPath(env), LANG: 'C.UTF-8' };
  const { stdout } = await run(program, words, { timeout: probeMs, env: only, killSignal: 'SIGKILL' });
  return stdout.trim().split('\n');
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(path => realpath(path).catch(() => undefined)));
  return [...new Set(found.filter(path => path !== undefined))];
}
