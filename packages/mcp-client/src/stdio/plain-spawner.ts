import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessExit, ProcessUsage, SpawnedProcess, Spawner } from '../spawner.ts';
import { sessionUsage, signalGroup } from './process-group.ts';

export interface PlainSpawnerOptions {
  /** Environment of every process, below the service's own `env`. Default none: pass `process.env` to inherit. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Time that a process gets to end by itself once its stdin has ended, in milliseconds. Default 1_000. */
  readonly endGraceMs?: number;
  /** Time from SIGTERM to SIGKILL, in milliseconds. Default 2_000. */
  readonly killAfterMs?: number;
}

/**
 * Starts services as plain child processes: no isolation and no limits, so only for servers that are
 * trusted. Each is the leader of a process group, which is stopped as a whole; a descendant that leaves
 * the group is not found.
 */
export function createPlainSpawner(options: PlainSpawnerOptions = {}): Spawner {
  const { env = {}, endGraceMs = 1_000, killAfterMs = 2_000 } = options;
  return {
    async spawn(service, { signal } = {}) {
      signal?.throwIfAborted();
      const [program, ...args] = service.command;
      const child = spawn(program!, args, {
        cwd: service.sandboxConfig.workingDir,
        env: { ...env, ...service.env },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      // Rejects on 'error', which is how a command that can't be run shows.
      await once(child, 'spawn');
      const spawned = new PlainProcess(child, endGraceMs, killAfterMs);
      if (signal?.aborted) {
        await spawned.stop();
        throw signal.reason;
      }
      return spawned;
    },
  };
}

class PlainProcess implements SpawnedProcess {
  readonly pid: number;
  readonly stdin;
  readonly stdout;
  readonly stderr;
  readonly exited: Promise<ProcessExit>;
  readonly #endGraceMs: number;
  readonly #killAfterMs: number;
  #stopping: Promise<void> | undefined;

  constructor(child: ChildProcessWithoutNullStreams, endGraceMs: number, killAfterMs: number) {
    this.pid = child.pid!;
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    this.#endGraceMs = endGraceMs;
    this.#killAfterMs = killAfterMs;
    this.exited = new Promise(resolve => {
      child.once('exit', (code, signal) => {
        resolve({ code, signal, reason: signal ? `killed by ${signal}` : `exit code ${code}` });
      });
    });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
  }

  usage(): Promise<ProcessUsage> {
    return sessionUsage(this.pid);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.stdin.end();
    if (!(await this.#exitsWithin(this.#endGraceMs))) {
      signalGroup(this.pid, 'SIGTERM');
      await this.#exitsWithin(this.#killAfterMs);
    }
    // The leader may be gone and have left others behind.
    signalGroup(this.pid, 'SIGKILL');
    await this.exited;
    while (signalGroup(this.pid, 0) && (await sessionUsage(this.pid)).processes > 0) await delay(5);
  }

  async #exitsWithin(limitMs: number): Promise<boolean> {
    const timer = new AbortController();
    const limit = delay(limitMs, false, { signal: timer.signal }).catch(() => false);
    const exited = await Promise.race([this.exited.then(() => true), limit]);
    timer.abort();
    return exited;
  }
}
