import type { Readable, Writable } from 'node:stream';
import type { SandboxPolicy } from '../policy.ts';
import type { ProcessUsage } from '../process-tree.ts';

/** What an engine is told of a workspace that it runs. */
export interface EngineRequest {
  readonly id: string;
  /** The folder of the host that commands see as their workspace. */
  readonly files: string;
  /** A folder of the host, beside it, through which bytes of commands go in and out. */
  readonly control: string;
  readonly policy: SandboxPolicy;
  readonly env: Readonly<Record<string, string>>;
  /** What runs in it, in the engine's own words: an image. */
  readonly image?: string;
}

/** The one shell of a workspace below which everything in it runs. A `SandboxedProcess` is one. */
export interface EngineShell {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Why it ended, for people. */
  readonly exited: Promise<{ readonly reason: string }>;
  /** Resolves when nothing of it is left. */
  readonly gone: Promise<void>;
  usage(): Promise<ProcessUsage>;
  /** Looks at its limits now, not only once a second; ends it if it went over one. */
  inspect?(): Promise<void>;
  /** Ends everything, gently at first. */
  stop(): Promise<void>;
  /** Ends everything at once; `exited` gives the reason. */
  kill(reason: string): Promise<void>;
}

export interface EngineStart {
  readonly shell: EngineShell;
  /** Where commands see the two folders. */
  readonly files: string;
  readonly control: string;
  /** Whether the shell has process ids of its own, so that it may signal all that it sees. */
  readonly ownProcesses: boolean;
  /** Processes and threads that the kernel lets it have at once, where only it can hold that. Default: no such bound. */
  readonly maxTasks?: number;
}

/**
 * What runs the commands of workspaces. It only has to start `sh -s` with the two folders, isolated as the policy
 * says; files, execution and streams are the same above every engine.
 */
export interface WorkspaceEngine {
  readonly name: string;
  /**
   * Called once the folders are made, before anything is in them: gives them to who will write there. Throws what
   * `start` would where it can be told already that the policy can't be held.
   */
  prepare?(folders: Pick<EngineRequest, 'files' | 'control' | 'policy'>): Promise<void>;
  /** Throws `GW_SANDBOX_*` or `GW_WORKSPACE_UNAVAILABLE` when it can't; then nothing is left behind. */
  start(request: EngineRequest, words: readonly string[], signal: AbortSignal): Promise<EngineStart>;
}
