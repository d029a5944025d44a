/** CPU, memory and size of a command and everything that descends from it. */
export interface ProcessUsage {
  /** CPU time, in milliseconds. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** Processes, not threads. */
  readonly processes: number;
  /** Bytes fetched from and sent to storage; absent where the kernel doesn't tell. */
  readonly readBytes?: number;
  readonly writtenBytes?: number;
}

export interface TreeSnapshot {
  /** CPU time as it was last measured, and the most it can be. */
  readonly cpuMs: number;
  readonly mostCpuMs: number;
  readonly outOfMemory: boolean;
}

/** A command and everything that descends from it, however it detached itself. One twin per mechanism. */
export interface ProcessTree {
  /** Kills all of it, until nothing is left; resolves after at most some seconds even if the kernel won't let go. */
  kill(): Promise<void>;
  /** Living members. */
  pids(): Promise<readonly number[]>;
  usage(): Promise<ProcessUsage>;
  /** What can be said without waiting, such as at the moment the command ends. */
  snapshot(): TreeSnapshot;
  /** Gives back what the tree itself holds, once it is empty. */
  remove(): Promise<void>;
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is what the caller is after, or isn't ours, which the caller finds out by looking.
  }
}
