import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export const image = 'localhost/gw-workspace-test:latest';

const programs = [
  'sh',
  'setsid',
  'mkfifo',
  'env',
  'sleep',
  'cat',
  'head',
  'grep',
  'sed',
  'tr',
  'cut',
  'ls',
  'ln',
  'rm',
].concat(['mkdir', 'chmod', 'printf', 'true', 'kill', 'id', 'echo', 'pwd', 'dd', 'test']);

/** Makes an image out of this host's own programs, so that none has to be fetched. */
export function importImage(program: string): void {
  const root = mkdtempSync(join(tmpdir(), 'gw-image-'));
  try {
    for (const folder of ['bin', 'tmp', 'workspace']) mkdirSync(join(root, folder));
    for (const name of programs) {
      const file = ['/usr/bin', '/bin'].map(folder => join(folder, name)).find(existsSync);
      if (file === undefined) continue;
      copyFileSync(realpathSync(file), join(root, 'bin', name));
      for (const library of librariesOf(file)) {
        mkdirSync(join(root, dirname(library)), { recursive: true });
        copyFileSync(realpathSync(library), join(root, dirname(library), basename(library)));
      }
    }
    execFileSync('tar', [
      '-C',
      root,
      '-cf',
      join(root, 'image.tar'),
      'bin',
      'tmp',
      'workspace',
      ...tops(root),
    ]);
    execFileSync(program, ['import', join(root, 'image.tar'), image], { stdio: 'ignore' });
  } finally {
    rmSync(root, { recursive: true });
  }
}

function tops(root: string): string[] {
  return ['lib', 'lib64', 'usr'].filter(folder => existsSync(join(root, folder)));
}

function librariesOf(file: string): string[] {
  try {
    return (
      execFileSync('ldd', [file], { encoding: 'utf8', stdio: 'pipe' }).match(/\/\S+/g)?.filter(existsSync) ??
      []
    );
  } catch {
    return [];
  }
}
