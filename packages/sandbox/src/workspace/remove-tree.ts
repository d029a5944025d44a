import { randomUUID } from 'node:crypto';
import type { FolderHandle } from './folder-handle.ts';

/**
 * Removes an entry with all that is in it, however deep, whatever its modes, and while others may be changing it.
 * Folders within are moved up and then emptied one by one, so that two descriptors are enough for any depth.
 */
export async function removeTree(parent: FolderHandle, name: string): Promise<void> {
  const isFolder = await removeUnlessFolder(parent, name);
  if (!isFolder) return;
  const left = [name];
  for (let next = left.pop(); next !== undefined; next = left.pop())
    left.push(...(await empty(parent, next)));
}

/** Empties a folder and removes it; returns the names in `parent` that its own folders have now. */
async function empty(parent: FolderHandle, name: string): Promise<string[]> {
  const moved: string[] = [];
  await parent.openUp(name).catch(() => {});
  await using folder = await parent.folder(name);
  for (const entry of await folder.names()) {
    if (!(await removeUnlessFolder(folder, entry))) continue;
    const aside = `.removed-${randomUUID()}`;
    // A folder can only be moved by who may write in it.
    await folder.openUp(entry).catch(() => {});
    await folder.move(entry, parent, aside).then(() => moved.push(aside), ignoreMissing);
  }
  await parent.removeFolder(name).catch(ignoreMissing);
  return moved;
}

/** Says whether it is a folder, and so still there. */
async function removeUnlessFolder(folder: FolderHandle, name: string): Promise<boolean> {
  try {
    await folder.removeFile(name);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'EISDIR' || code === 'EPERM') return true;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
