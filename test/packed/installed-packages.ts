import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root = dirname(dirname(import.meta.dirname));

/** A folder outside the repository into which plain npm installed our packed packages. */
export interface InstalledPackages extends AsyncDisposable {
  readonly folder: string;
  /** Runs a program in the folder; rejects with its output when it fails. */
  run(command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }>;
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
  const workspaceBin = join(root, 'node_modules', '.bin');
  // npm hands its own settings on to what it runs; the folder must be a stranger to this workspace.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const run = (command: string, ...args: string[]) =>
    exec(command, args, { cwd: folder, env: { ...env, CI: '', NODE_PATH: '' }, maxBuffer: 50_000_000 });

  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs);
  for (const { folder: source } of await publishedPackages())
    await exec(join(workspaceBin, 'pnpm'), ['pack', '--pack-destination', tarballs], {
      cwd: join(root, source),
    });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  const files = (await readdir(tarballs)).map(name => `./tarballs/${name}`);
  await run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...files);
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
