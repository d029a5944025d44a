import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { findProgram } from './command.ts';
import type { PackageCommand } from './package-command.ts';
import { asRecord, mainProgram, readManifest } from './package-program.ts';

/** A command whose packages can be installed ahead. */
export type InstallableCommand = Exclude<PackageCommand, { runner: 'other' }>;

/** How a runner's packages get into a folder, and what to run from there afterwards. */
export interface PackageFill {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The program, once the folder is filled. */
  locate(): Promise<string>;
  /** What is only needed while filling. */
  readonly leftovers: readonly string[];
}

export interface FillPlace {
  /** Empty, and where the fill runs: in the service's own folder a project's packages would get into its way. */
  readonly folder: string;
  readonly workingDir: string;
  /** The gateway's PATH. */
  readonly path: string;
}

/** `undefined` when the runner is not there to install anything. */
export async function planFill(
  command: InstallableCommand,
  place: FillPlace,
): Promise<PackageFill | undefined> {
  return command.runner === 'npm' ? planNpm(command, place) : planUv(command, place);
}

/** The runner itself installs, and runs `true` in place of the program. */
async function planNpm(
  { program, packages, bin }: Extract<InstallableCommand, { runner: 'npm' }>,
  { folder, workingDir }: FillPlace,
): Promise<PackageFill> {
  const projectSettings = join(folder, '.npmrc');
  await copyFile(join(workingDir, '.npmrc'), projectSettings).catch(() => {});
  const words = packages.map(name => `--package=${absolute(name, workingDir)}`);
  return {
    command: [
      programFile(program, workingDir),
      ...(basename(program) === 'npm' ? ['exec'] : []),
      '--yes',
      ...words,
      '--call=true',
    ],
    env: {
      npm_config_cache: folder,
      npm_config_update_notifier: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_progress: 'false',
    },
    locate: async () => {
      const installed = join(folder, '_npx');
      const root = join(installed, (await readdir(installed))[0] ?? '');
      return join(root, 'node_modules', '.bin', bin ?? (await singleProgram(root)));
    },
    leftovers: [...['_cacache', '_logs'].map(name => join(folder, name)), projectSettings],
  };
}

async function singleProgram(root: string): Promise<string> {
  const { dependencies } = await readManifest(root);
  const [name = ''] = Object.keys(asRecord(dependencies));
  return (await mainProgram(join(root, 'node_modules', name))).name;
}

/** `uvx` needs a cache that it can write at each run; an installed tool doesn't. */
async function planUv(
  { program, from, options, bin }: Extract<InstallableCommand, { runner: 'uv' }>,
  { folder, workingDir, path }: FillPlace,
): Promise<PackageFill | undefined> {
  const beside = program.includes('/') ? `${dirname(programFile(program, workingDir))}:` : '';
  const uv = await findProgram('uv', beside + path);
  if (!uv) return undefined;
  await mkdir(join(folder, 'bin'));
  return {
    command: [uv, 'tool', 'install', '--compile-bytecode', ...options, absolute(from, workingDir)],
    env: {
      UV_CACHE_DIR: join(folder, 'cache'),
      UV_TOOL_DIR: join(folder, 'tools'),
      UV_TOOL_BIN_DIR: join(folder, 'bin'),
      UV_PYTHON_INSTALL_DIR: join(folder, 'python'),
      UV_LINK_MODE: 'copy',
      UV_NO_PROGRESS: '1',
    },
    locate: async () => join(folder, 'bin', bin),
    leftovers: [join(folder, 'cache')],
  };
}

function programFile(program: string, workingDir: string): string {
  return program.includes('/') ? resolve(workingDir, program) : program;
}

/** A package given as a folder or file is the working folder's. */
export function absolute(spec: string, workingDir: string): string {
  const [, scheme = '', path = ''] = /^(file:)?(.*)$/s.exec(spec) ?? [];
  const isPath = scheme !== '' || path === '.' || path === '..' || /^(\.\.?)?\//.test(path);
  return isPath ? scheme + resolve(workingDir, path) : spec;
}
