import type { Git } from './git.ts';

/** A file of a commit. */
export interface TreeFile {
  readonly path: string;
  readonly objectId: string;
  /** In bytes. */
  readonly size: number;
  /** As Git has it: `100644`, `100755`, `120000` for a link. */
  readonly mode: string;
}

const maxListBytes = 8 * 1024 * 1024;

/** Files of the newest commit of a bare repository. Entries of submodules are left out. */
export async function treeFiles(git: Git, folder: string, signal: AbortSignal): Promise<TreeFile[]> {
  const args = ['--git-dir', folder, 'ls-tree', '-r', '-z', '--long', '--full-tree', 'HEAD'];
  const listed = await git.run({ args, signal, maxOutputBytes: maxListBytes });
  return listed
    .toString('utf8')
    .split('\0')
    .flatMap(line => {
      const [, mode, type, objectId, size, path] = /^(\d+) (\w+) (\w+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
      if (type !== 'blob' || !mode || !objectId || path === undefined) return [];
      return [{ path, objectId, size: Number(size), mode }];
    });
}

/** Contents of files, in their order; all of them together must fit into memory. */
export async function fileContents(
  git: Git,
  folder: string,
  files: readonly TreeFile[],
  signal: AbortSignal,
): Promise<Buffer[]> {
  if (files.length === 0) return [];
  // Each is preceded by a line about it, and followed by a line break.
  const maxOutputBytes = files.reduce((sum, { size }) => sum + size + 200, 0);
  const args = ['--git-dir', folder, 'cat-file', '--batch'];
  const input = files.map(({ objectId }) => `${objectId}\n`).join('');
  const printed = await git.run({ args, input, signal, maxOutputBytes });
  let at = 0;
  return files.map(({ size }) => {
    const start = printed.indexOf('\n', at) + 1;
    at = start + size + 1;
    return printed.subarray(start, start + size);
  });
}
