import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const modules = 'node_modules';
const markers = ['package.json', modules, 'pyvenv.cfg'];

/**
 * What has to be seen with a file or folder for it to run: its package's root, the nearest folder with
 * `node_modules`, `package.json` or `pyvenv.cfg`, and `node_modules` of the folders above, where Node looks on.
 * `isOpenable` says of which folders the whole may be shown; of another (a home, say) its package is all that is, and
 * nothing above it counts.
 */
export async function packageFolders(
  path: string,
  isOpenable: (folder: string) => boolean,
): Promise<string[]> {
  const shown: string[] = [];
  let hasRoot = false;
  for (const folder of [path, ...above(path)]) {
    const marks = markers.map(marker => join(folder, marker));
    const found = await Promise.all(marks.map(exists));
    const isRoot: boolean = !hasRoot && found.includes(true) && isOpenable(folder);
    hasRoot ||= isRoot;
    if (isRoot) shown.push(folder);
    else shown.push(...marks.filter((mark, index) => found[index] && (!hasRoot || mark.endsWith(modules))));
    if (!isOpenable(folder)) break;
  }
  return shown;
}

/** All folders above, the nearest first, without the root of the file system. */
function above(path: string): string[] {
  const parent = dirname(path);
  return parent === path || parent === '/' ? [] : [parent, ...above(parent)];
}

export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
