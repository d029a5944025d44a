import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isIdentity, livenessOf, type ProcessIdentity } from './owner.ts';

/** Holds the owner's record in its folder, and is the mark without which no process starts. */
const recordName = 'owner.json';
const folderName = /^gw-(\d{9})$/;
const heartbeatMs = 60_000;
/** An owner in another container can't be looked up; its folder is touched every minute while it lives. */
const abandonedAfterMs = 10 * heartbeatMs;

export interface OwnerRecord {
  readonly owner: ProcessIdentity;
  /** The owner's own cgroups, in which those of its processes are. */
  readonly cgroups: readonly string[];
}

/** The folder of one sandbox below `baseDir`: homes of its processes, and the record of who it belongs to. */
export interface OwnerFolder {
  readonly ownerId: string;
  readonly folder: string;
  readonly mark: string;
}

export function groupName(ownerId: string): string {
  return `gw-${ownerId}`;
}

export function locateOwnerFolder(baseDir: string, ownerId: string): OwnerFolder {
  const folder = join(baseDir, groupName(ownerId));
  return { ownerId, folder, mark: join(folder, recordName) };
}

/** Makes the folder with its record at once, so that nobody ever sees one without the other. */
export async function createOwnerFolder(
  baseDir: string,
  ownerId: string,
  record: OwnerRecord,
): Promise<OwnerFolder> {
  const located = locateOwnerFolder(baseDir, ownerId);
  const unfinished = join(baseDir, `.${groupName(ownerId)}`);
  // Open to pass through, for a command that runs as another user; not to list.
  await mkdir(baseDir, { recursive: true, mode: 0o711 });
  await mkdir(unfinished, { mode: 0o711 });
  await writeFile(join(unfinished, recordName), JSON.stringify(record), { mode: 0o600 });
  await rename(unfinished, located.folder);
  return located;
}

/** Shows owners of other containers that this one lives. */
export function keepAlive({ folder }: OwnerFolder): NodeJS.Timeout {
  return setInterval(() => {
    const now = new Date();
    void utimes(folder, now, now).catch(() => {});
  }, heartbeatMs).unref();
}

/** Folders of owners that are gone, with what their records say. */
export async function findAbandoned(
  baseDir: string,
): Promise<(OwnerFolder & Pick<OwnerRecord, 'cgroups'>)[]> {
  const names = await readdir(baseDir).catch(() => []);
  const found = await Promise.all(
    names.map(async name => {
      const ownerId = folderName.exec(name)?.[1];
      if (ownerId === undefined) return [];
      const located = locateOwnerFolder(baseDir, ownerId);
      const record = await readRecord(located.mark);
      if (record && (await isAlive(located, record))) return [];
      // The record lies where a server may write: only groups of that very owner are believed.
      const cgroups = record?.cgroups.filter(group => group.endsWith(`/${groupName(ownerId)}`)) ?? [];
      return [{ ...located, cgroups }];
    }),
  );
  return found.flat();
}

async function isAlive({ folder }: OwnerFolder, { owner }: OwnerRecord): Promise<boolean> {
  const liveness = await livenessOf(owner);
  if (liveness !== 'unknown') return liveness === 'alive';
  const touched = await stat(folder).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < abandonedAfterMs;
}

async function readRecord(file: string): Promise<OwnerRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof record !== 'object' || record === null) return undefined;
    const { owner, cgroups } = record as Record<string, unknown>;
    if (!isIdentity(owner) || !Array.isArray(cgroups)) return undefined;
    return { owner, cgroups: cgroups.filter(group => typeof group === 'string') };
  } catch {
    return undefined;
  }
}
