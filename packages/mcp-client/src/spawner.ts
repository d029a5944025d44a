import type { Readable, Writable } from 'node:stream';
import type { McpService } from './mcp-service.ts';

/** Starts the processes that clients talk to. This package brings a plain one; `@gw/sandbox` fits it too. */
export interface Spawner {
  /**
   * Starts the service's command and resolves once it runs (not once it answers).
   * An abort leaves nothing behind: it rejects, and whatever had been started is gone.
   */
  spawn(service: McpService, options?: { signal?: AbortSignal }): Promise<SpawnedProcess>;
}

/** A started command with everything below it. */
export interface SpawnedProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the command itself has ended, whoever still holds its pipes. */
  readonly exited: Promise<ProcessExit>;
  /** What the whole tree uses. */
  usage(): Promise<ProcessUsage>;
  /** Ends the tree; idempotent; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** How a command ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** For people: `exit code 1`, `killed by SIGKILL`, `out of memory (512 MB)`, `too many processes (10)`. */
  readonly reason: string;
}

/** What a process tree uses. */
export interface ProcessUsage {
  /** CPU time, user and system, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory, in bytes. */
  readonly memoryBytes: number;
  /** Number of processes. */
  readonly processes: number;
  /** Bytes fetched from and sent to storage; absent where nobody tells. */
  readonly readBytes?: number;
  readonly writtenBytes?: number;
}
