import { randomUUID } from 'node:crypto';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Leaves room for a name below what the kernel takes as a path, 4096 bytes. */
const longestPath = 2048;

/**
 * Removes a folder, whatever modes its owner left on the folders in it, and however deep they are. Links are removed,
 * never followed.
 */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await openUp(folder, folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Makes folders removable: their modes, and, of those whose path would get too long, their place. */
async function openUp(folder: string, top: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {});
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    await openUp(path.length > longestPath ? await moveUp(path, top) : path, top);
  }
}

async function moveUp(folder: string, top: string): Promise<string> {
  const moved = join(top, randomUUID());
  await chmod(folder, 0o700).catch(() => {});
  return rename(folder, moved).then(
    () => moved,
    () => folder,
  );
}
