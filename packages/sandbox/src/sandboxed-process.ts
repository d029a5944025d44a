import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { DiskWatch } from './disk-watch.ts';
import { describeExit, type Ending, exceeded, type ProcessExit } from './exit-reason.ts';
import type { Logger } from './logger.ts';
import type { ProcessLimits } from './process-limits.ts';
import { childrenOf, proportionalBytes } from './process-stat.ts';
import { type ProcessTree, type ProcessUsage, sendSignal } from './process-tree.ts';
import { StorageMeter } from './storage-meter.ts';
import type { Supervisor } from './supervisor.ts';

/** How long a command may take to end by itself once its input has ended. */
const endOfInputGraceMs = 300;
/** How long it may take after SIGTERM; then all of it is killed. */
const terminateGraceMs = 700;
/** How long its end may take after SIGKILL before it is reported instead of waited for. */
const clearedWithinMs = 6000;

export interface SandboxedProcessParts {
  readonly child: ChildProcess;
  readonly tree: ProcessTree;
  readonly limits: ProcessLimits | undefined;
  /** The kernel doesn't hold the memory limit, so the supervisor has to. */
  readonly watchMemory: boolean;
  /** bubblewrap stands between us and the command: two processes that are not the server's. */
  readonly wrapped: boolean;
  /** What goes once nothing of the tree is left. */
  readonly belongings: readonly (() => Promise<void>)[];
  /** Watches what the process stores in its own folders, where that is limited. */
  readonly disk?: DiskWatch;
  readonly supervisor: Supervisor;
  readonly logger: Logger;
}

/** A running command and everything that descends from it. */
export class SandboxedProcess implements AsyncDisposable {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the command has ended, whoever still holds its pipes; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Resolves when, after the command's end, its tree, folder and cgroups are gone too; never rejects. */
  readonly gone: Promise<void>;
  readonly #parts: SandboxedProcessParts;
  readonly #storage = new StorageMeter();
  #endedFor: Ending | undefined;
  #running = true;
  #stopping: Promise<void> | undefined;

  constructor(parts: SandboxedProcessParts) {
    const { child, supervisor, limits } = parts;
    const { pid, stdin, stdout, stderr } = child;
    if (pid === undefined || !stdin || !stdout || !stderr)
      throw new TypeError('the child has no pid or no pipes');
    this.#parts = parts;
    this.pid = pid;
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    // Writing to a server that has just ended is not an error of the gateway's; `exited` tells of the end.
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {});
    const { promise, resolve } = Promise.withResolvers<ProcessExit>();
    this.exited = promise;
    child.once('exit', (code, signal) => {
      this.#running = false;
      supervisor.delete(this);
      this.#signalGroup('SIGKILL');
      const { cpuMs, mostCpuMs, outOfMemory } = parts.tree.snapshot();
      const used = { cpuMs, ...this.#storage.latest };
      const { wrapped } = parts;
      const facts = { code, signal, used, wrapped, limits, outOfMemory, endedFor: this.#endedFor };
      resolve(describeExit({ ...facts, cpuMs: mostCpuMs }));
    });
    this.gone = this.exited.then(() => this.#clear());
    if (limits) supervisor.add(this);
  }

  /** What the whole tree uses. */
  async usage(): Promise<ProcessUsage> {
    const { tree } = this.#parts;
    const [usage, pids] = await Promise.all([tree.usage(), tree.pids()]);
    const processes = Math.max(0, usage.processes - this.#wrappers);
    return { ...usage, processes, ...this.#storage.read(pids) };
  }

  /**
   * Ends the command and all that descends from it: end of input, 300 ms; SIGTERM, 700 ms; SIGKILL. Idempotent;
   * resolves when its processes, folder and cgroups are gone.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends all of it at once, for a reason that `exited` will give. */
  kill(reason: string): Promise<void> {
    return this.#kill({ reason });
  }

  async #kill(ending: Ending): Promise<void> {
    if (this.#running) {
      this.#endedFor ??= ending;
      // All at once, found while parents still tell whose their children are: not the command first.
      await this.#parts.tree.kill();
    }
    await this.#cleared();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Called by the supervisor once a second; ends a tree that is over its limits. */
  async inspect(): Promise<void> {
    const { tree, limits, watchMemory } = this.#parts;
    if (!limits || !this.#running || this.#endedFor !== undefined) return;
    const excess = await this.#excess(tree, limits, watchMemory);
    if (excess !== undefined && this.#running) await this.#kill(excess);
  }

  async #excess(tree: ProcessTree, limits: ProcessLimits, watchMemory: boolean): Promise<Ending | undefined> {
    if (tree.snapshot().outOfMemory) return exceeded('memory', limits);
    const usage = watchMemory ? await this.usage() : undefined;
    const pids = await tree.pids();
    this.#storage.read(pids);
    // Resident sizes count shared pages once for each process: a cheap first look.
    if (usage && usage.memoryBytes > limits.memoryBytes && proportionalSum(pids) > limits.memoryBytes)
      return exceeded('memory', limits);
    if (pids.length - this.#wrappers > limits.processes) return exceeded('processes', limits);
    return (await this.#parts.disk?.isOver(pids)) ? exceeded('disk', limits) : undefined;
  }

  get #wrappers(): number {
    return this.#parts.wrapped && this.#running ? 2 : 0;
  }

  async #stop(): Promise<void> {
    if (this.#running) {
      this.#endedFor ??= { reason: 'stopped' };
      this.stdin.end();
      if (!(await this.#endsWithin(endOfInputGraceMs))) this.#terminate();
      if (!(await this.#endsWithin(terminateGraceMs))) await this.kill('stopped');
    }
    await this.#cleared();
    this.stdin.destroy();
    this.stdout.destroy();
    this.stderr.destroy();
  }

  async #endsWithin(ms: number): Promise<boolean> {
    return !this.#running || (await within(this.exited, ms));
  }

  /** A process that the kernel won't let go (a dead network disk) must not hold up the gateway's end for ever. */
  async #cleared(): Promise<void> {
    if (await within(this.gone, clearedWithinMs)) return;
    this.#parts.logger.error({ pid: this.pid }, 'a server could not be killed within some seconds');
  }

  /** bubblewrap would die of the signal and take the command with it unasked; so the command alone gets it. */
  #terminate(): void {
    if (!this.#parts.wrapped) this.#signalGroup('SIGTERM');
    else for (const reaper of childrenOf(this.pid)) for (const pid of childrenOf(reaper)) terminateTree(pid);
  }

  #signalGroup(signal: NodeJS.Signals): void {
    sendSignal(-this.pid, signal);
  }

  async #clear(): Promise<void> {
    const { tree, belongings, logger } = this.#parts;
    const steps = [() => tree.kill(), ...belongings];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        logger.warn(
          { err: error, pid: this.pid },
          'something of a server is left; the watchdog will try again',
        );
      }
    }
  }
}

async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(ms, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return inTime;
}

function proportionalSum(pids: readonly number[]): number {
  return pids.reduce((total, pid) => total + (proportionalBytes(pid) ?? 0), 0);
}

function terminateTree(pid: number): void {
  for (const child of childrenOf(pid)) terminateTree(child);
  sendSignal(pid, 'SIGTERM');
}
