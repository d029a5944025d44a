import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root = dirname(dirname(import.meta.dirname));

/** A folder outside the repository into which plain npm installed our packed packages. */
export interface InstalledPackages extends AsyncDisposable {
  readonly folder: string;
  /** Runs a program in the folder; rejects with its output when it fails. */
  run(command: readonly string[], env?: Record<string, string>): Promise<{ stdout: string; stderr: string }>;
}

/** The folders of the packages that are published, `packages/config` and so on. */
export async function publishedPackages(): Promise<{ folder: string; name: string; library: boolean }[]> {
  const parents = ['packages', 'apps'];
  const folders = await Promise.all(
    parents.map(async parent => (await readdir(join(root, parent))).map(name => `${parent}/${name}`)),
  );
  const manifests = folders.flat().map(async folder => ({
    folder,
    manifest: JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')),
  }));
  return (await Promise.all(manifests))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({ folder, name: manifest.name, library: '.' in manifest.exports }));
}

export async function installPackedPackages(): Promise<InstalledPackages> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  // What npm and vitest hand on to the programs that they run; the folder must be a stranger to this workspace.
  const ours = /^(npm_(?!config_)|NODE_(OPTIONS|PATH|ENV)$|VITEST|CI$)/i;
  const own = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const run: InstalledPackages['run'] = ([command = '', ...args], env = {}) =>
    exec(command, args, {
      cwd: folder,
      env: { ...Object.fromEntries(own), PATH: path, ...env },
      maxBuffer: 50_000_000,
      timeout: 240_000,
    });

  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs);
  for (const { folder: source } of await publishedPackages())
    await exec(join(root, 'node_modules', '.bin', 'pnpm'), ['pack', '--pack-destination', tarballs], {
      cwd: join(root, source),
    });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  const files = (await readdir(tarballs)).map(name => `./tarballs/${name}`);
  await run(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...files]);
  await cp(join(root, 'examples'), join(folder, 'examples'), {
    recursive: true,
    filter: source => !source.includes('node_modules'),
  });
  return {
    folder,
    run,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
