import { readdir, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemFolder } from './host-folders.ts';
import { isWithin, type PlaceMap } from './place-map.ts';

/** A folder with more entries is not taken apart to leave out one of them: each costs a mount at each start. */
const mostSiblings = 64;

/**
 * Keeps a file from a view for as long as that lasts. One that is only covered comes to light when the host puts
 * another one in its place, as editors do. So its folder is hidden whole, where nothing else in it is needed, or made
 * up of everything else that is in it. `others` are paths that the command needs.
 */
export async function leaveOut(file: string, places: PlaceMap, others: readonly string[]): Promise<void> {
  const folder = dirname(file);
  if (places.get(file)?.kind === 'hidden' || places.groundIn(folder) !== 'shown' || isSystemFolder(folder))
    return;
  const isNeeded = others.some(path => isWithin(path, folder) || isWithin(folder, path));
  const entries = isNeeded ? await readdir(folder, { withFileTypes: true }).catch(() => []) : [];
  if (entries.length > mostSiblings) return;
  places.set({ kind: 'hidden', path: folder });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (path === file) continue;
    const to = entry.isSymbolicLink() ? await readlink(path).catch(() => undefined) : undefined;
    if (to !== undefined) places.add({ kind: 'link', path, to });
    else if (entry.isFile() || entry.isDirectory()) places.add({ kind: 'shown', path });
  }
}
