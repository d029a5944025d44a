import { constants } from 'node:os';
import type { Workspace } from '@gw/sandbox';
import { BoundedOutput } from './bounded-output.ts';

/** One of the two outputs of a command. */
export type OutputName = 'stdout' | 'stderr';

/** A command for the shell of a sandbox. */
export interface SandboxCommand {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of each output. */
  readonly maxOutputBytes: number;
  /** Ends it; the promise rejects with its reason. */
  readonly signal: AbortSignal;
  /** Gets what is kept as it comes. */
  readonly onOutput?: ((name: OutputName, chunk: Buffer) => void) | undefined;
}

/** What became of a command. */
export interface CommandOutcome {
  /** Its own; 124 after its time was up; 137 when all of the sandbox was ended. */
  readonly exitCode: number;
  readonly stdout: BoundedOutput;
  readonly stderr: BoundedOutput;
  readonly timedOut: boolean;
  /** Why the sandbox was ended under it. */
  readonly ended: string | undefined;
  readonly durationMs: number;
}

const killed = 128 + constants.signals.SIGKILL;

/** Runs a command to its end. A sandbox that goes over a limit, or is stopped meanwhile, is an outcome like others. */
export async function execute(workspace: Workspace, request: SandboxCommand): Promise<CommandOutcome> {
  const { maxOutputBytes, onOutput, ...command } = request;
  const outputs = { stdout: new BoundedOutput(maxOutputBytes), stderr: new BoundedOutput(maxOutputBytes) };
  const startedAt = performance.now();
  const outcome = (exitCode: number, more: Partial<CommandOutcome> = {}): CommandOutcome => ({
    ...{ exitCode, ...outputs, timedOut: false, ended: undefined, ...more },
    durationMs: performance.now() - startedAt,
  });
  try {
    const { exitCode, timedOut } = await workspace.exec({
      ...command,
      maxOutputBytes: 0,
      onOutput: (name, chunk) => {
        const kept = outputs[name].add(chunk);
        if (kept.length > 0) onOutput?.(name, kept);
      },
    });
    return outcome(exitCode, { timedOut });
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code !== 'GW_WORKSPACE_ENDED') throw error;
    return outcome(killed, { ended: message });
  }
}

/** What people have to know of an outcome that its exit code doesn't say, a line each. */
export function remarks({ stdout, stderr, timedOut, ended }: CommandOutcome, timeoutMs: number): string[] {
  const cut = Object.entries({ stdout, stderr }).filter(([, output]) => output.isCut);
  return [
    ...cut.map(([name, output]) => `${name} is cut: it has ${output.total} bytes`),
    ...(timedOut ? [`timed out after ${timeoutMs / 1000} s`] : []),
    ...(ended === undefined ? [] : [ended]),
  ];
}
