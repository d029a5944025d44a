import { setImmediate } from 'node:timers/promises';
import { FolderHandle } from './folder-handle.ts';

export interface DiskUsage {
  /** Blocks that are taken, in bytes; a file with several names counts once. */
  readonly bytes: number;
  /** Files and folders. */
  readonly entries: number;
  /** Folders are nested so deeply that not all was counted. */
  readonly tooDeep: boolean;
}

/** What every entry takes at the least: nobody fills a disk's tables with empty files. */
const entryBytes = 512;
/** Deeper than anything but an attempt to hide from being counted. */
const mostDepth = 256;
/** Entries between two pauses in which calls get their turn. */
const breathEvery = 256;

/** Counts what is below a folder. */
export async function measureDisk(path: string): Promise<DiskUsage> {
  const count = { bytes: 0, entries: 0, tooDeep: false, seen: new Set<string>() };
  await using folder = await FolderHandle.open(path);
  await measure(folder, count, 0);
  const { bytes, entries, tooDeep } = count;
  return { bytes, entries, tooDeep };
}

async function measure(
  folder: FolderHandle,
  count: { bytes: number; entries: number; tooDeep: boolean; seen: Set<string> },
  depth: number,
): Promise<void> {
  if (depth > mostDepth) {
    count.tooDeep = true;
    return;
  }
  for (const name of await folder.names().catch(() => [])) {
    if (++count.entries % breathEvery === 0) await setImmediate();
    // What goes while it is counted takes nothing any more.
    const facts = await folder.stat(name).catch(() => undefined);
    if (!facts) continue;
    const file = `${facts.dev}:${facts.ino}`;
    if (facts.nlink > 1 && !facts.isDirectory()) {
      if (count.seen.has(file)) continue;
      count.seen.add(file);
    }
    count.bytes += Math.max(facts.blocks * 512, entryBytes);
    if (!facts.isDirectory()) continue;
    await using child = await folder.folder(name).catch(() => undefined);
    if (child) await measure(child, count, depth + 1);
  }
}
