import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxPolicy } from '../policy.ts';

/** What a workspace is, as it is kept over restarts. */
export interface WorkspaceRecord {
  readonly id: string;
  /** Epoch, in milliseconds. */
  readonly createdAt: number;
  readonly policy: SandboxPolicy;
  readonly env: Readonly<Record<string, string>>;
  readonly image?: string;
  /** What its files may take, in MiB. */
  readonly diskMb: number;
  /** Time without use after which it stops by itself, in milliseconds; 0: never. */
  readonly idleMs: number;
  readonly state: 'running' | 'stopped';
  /** The caller's own: names, owners, whatever fits in JSON. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The folders of one workspace. */
export interface WorkspaceFolders {
  readonly folder: string;
  readonly files: string;
  readonly control: string;
}

const recordName = 'workspace.json';
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function isWorkspaceId(id: string): boolean {
  return idPattern.test(id);
}

export function foldersOf(baseDir: string, id: string): WorkspaceFolders {
  const folder = join(baseDir, id);
  return { folder, files: join(folder, 'files'), control: join(folder, 'control') };
}

/** Makes the folders with the record at once, so that nobody ever sees a part of them. */
export async function createFolders(
  baseDir: string,
  record: WorkspaceRecord,
  prepare: (folders: WorkspaceFolders) => Promise<void>,
): Promise<void> {
  const unfinished = foldersOf(baseDir, `.new-${record.id}`);
  await mkdir(unfinished.files, { recursive: true, mode: 0o700 });
  await mkdir(unfinished.control, { mode: 0o700 });
  await prepare(unfinished);
  await writeRecord(unfinished.folder, record);
  await rename(unfinished.folder, foldersOf(baseDir, record.id).folder);
}

/** Replaces the record whole. */
export async function writeRecord(folder: string, record: WorkspaceRecord): Promise<void> {
  const file = join(folder, recordName);
  await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

/** `undefined` for what is no record, or that of another workspace. */
export async function readRecord(baseDir: string, id: string): Promise<WorkspaceRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(join(baseDir, id, recordName), 'utf8'));
    return isRecord(record) && record.id === id ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is WorkspaceRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { id, createdAt, policy, env, diskMb, idleMs, state, labels } = value as Record<string, unknown>;
  const objects = [policy, env, labels].every(each => typeof each === 'object' && each !== null);
  const numbers = [createdAt, diskMb, idleMs].every(each => typeof each === 'number');
  return typeof id === 'string' && objects && numbers && (state === 'running' || state === 'stopped');
}
