// Installs and builds the workspace on a machine with any Node from 18 on and npm; skips what is done.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin, must, root, workspaceNode } from './workspace.mjs';

const stamps = join(root, 'node_modules', '.setup');

/** Files that decide what a step makes, folder by folder. */
function filesOf(folder, matches) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (['node_modules', 'dist', '.git', '.turbo', 'test', 'data'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesOf(path, matches);
    return entry.isFile() && matches(path) ? [path] : [];
  });
}

function digest(files) {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const file of files.sort())
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function step(name, files, made, run) {
  const stamp = join(stamps, name);
  const wanted = digest(files);
  if (made() && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  run();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function install() {
  console.error('Installing packages (once; takes a minute) ...');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pnpm = existsSync(join(bin, 'pnpm')) ? [join(bin, 'pnpm')] : ['npx', '--yes', packageManager];
  must(
    pnpm[0],
    [...pnpm.slice(1), 'install', '--frozen-lockfile', '--reporter=append-only'],
    'Installing packages',
  );
}

function build() {
  console.error('Building (once) ...');
  must(join(bin, 'turbo'), ['run', 'build', '--output-logs=errors-only'], 'Building');
}

export function setup() {
  const manifests = filesOf(root, path =>
    /(^|[\\/])(package\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml)$/.test(path),
  );
  step('install', manifests, () => existsSync(workspaceNode), install);
  const sources = ['packages', 'apps'].flatMap(folder =>
    filesOf(join(root, folder), path => /\.(ts|json)$/.test(path)),
  );
  const built = () => existsSync(join(root, 'apps', 'gateway', 'dist', 'main.js'));
  step('build', [...manifests, ...sources, join(root, 'tsup.base.ts')], built, build);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
