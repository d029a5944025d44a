import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import {
  createSandbox,
  type Mechanisms,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
} from '../src/index.ts';

export const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
export const node = process.execPath;

/** What this host offers, asked once per test file. */
export const capabilities = await (async () => {
  await using place = await temporaryFolder();
  await using sandbox = await createSandbox(place.options());
  return sandbox.capabilities;
})();

/** Every combination of mechanisms, and whether this host has it. */
export const combinations: { name: string; mechanisms: Mechanisms; missing: boolean }[] = [
  { bubblewrap: true, cgroup: true },
  { bubblewrap: false, cgroup: true },
  { bubblewrap: true, cgroup: false },
  { bubblewrap: false, cgroup: false },
].map(mechanisms => ({
  name: mechanismName(mechanisms),
  mechanisms,
  missing:
    (mechanisms.bubblewrap && !capabilities.bubblewrap.available) ||
    (mechanisms.cgroup && !capabilities.cgroup.available) ||
    !capabilities.tags.available,
}));

function mechanismName({ bubblewrap, cgroup }: { bubblewrap: boolean; cgroup: boolean }): string {
  return [bubblewrap && 'bubblewrap', cgroup && 'cgroup'].filter(Boolean).join(' and ') || 'tags alone';
}

export interface TemporaryFolder extends AsyncDisposable {
  readonly folder: string;
  options(more?: Partial<SandboxOptions>): SandboxOptions;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'gw-sandbox-'));
  return {
    folder,
    options: more => ({
      baseDir: join(folder, 'sandbox'),
      dataDir: join(folder, 'data'),
      env: process.env,
      ...more,
    }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface TestSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly baseDir: string;
  /** Runs a command to its end. */
  run(command: readonly string[], request?: Partial<SandboxRequest>): Promise<RunResult>;
}

export interface RunResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly reason: string;
  readonly limit?: string;
  readonly stdout: string;
  readonly stderr: string;
}

export async function startSandbox(
  mechanisms: Mechanisms = {},
  more: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const place = await temporaryFolder();
  const sandbox = await createSandbox(place.options({ mechanisms, ...more }));
  return {
    sandbox,
    folder: place.folder,
    baseDir: join(place.folder, 'sandbox'),
    run: (command, request = {}) => runToEnd(sandbox, { name: 'test', command, ...request }),
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** Runs a command to its end, and until all of it has gone. */
export async function runToEnd(sandbox: Sandbox, request: SandboxRequest): Promise<RunResult> {
  const child = await sandbox.spawn(request);
  child.stdin.end();
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), child.exited]);
  await child.gone;
  return { ...exit, stdout, stderr };
}

/** The folders of a sandbox's processes that are still there. */
export async function leftFolders({ baseDir }: Pick<TestSandbox, 'baseDir'>): Promise<string[]> {
  const [owner = ''] = await readdir(baseDir);
  return (await readdir(join(baseDir, owner))).filter(name => /^\d+$/.test(name));
}

/** Seconds for `sleep` that no other process has, by which to find it. */
export function sleepMark(): string {
  return `9${randomInt(1000, 9999)}.${randomInt(100_000_000, 999_999_999)}`;
}

/** Living processes with the mark among their words. */
export function running(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => {
      if (!Number.isInteger(pid) || pid === process.pid) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(mark);
      } catch {
        return false;
      }
    });
}

export async function expectGone(mark: string): Promise<void> {
  await expect.poll(() => running(mark), { timeout: 10_000, interval: 20 }).toEqual([]);
}

/** Groups of sandboxes anywhere on this host, by their names. */
export async function cgroupsOf(ownerFolder: string): Promise<string[]> {
  const found = await readdir('/sys/fs/cgroup', { recursive: true }).catch(() => []);
  return found.filter(name => name.includes(ownerFolder));
}

export function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}
