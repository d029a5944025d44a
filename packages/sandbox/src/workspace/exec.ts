import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { OutputCollector } from './output.ts';
import type { RunningCommand } from './workspace-shell.ts';

export interface ExecRequest {
  /** A text for the shell, or a program and its arguments, which no shell reads. */
  readonly command: string | readonly string[];
  /** Relative to `/workspace`, or absolute. Default: `/workspace`. */
  readonly cwd?: string;
  /** Beside the workspace's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: nothing. */
  readonly stdin?: string | Uint8Array | Readable | AsyncIterable<Uint8Array>;
  /** After this it is killed, and its exit code is 124, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** Of each of its two outputs; the rest is counted and thrown away. Default 1 MiB. */
  readonly maxOutputBytes?: number;
  /** Gets everything as it comes, whatever is kept. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
  /** Kills it; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  /** The command's exit code; 128 + n after signal n; 124 after its time was up. */
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Whether one of the two is only the beginning. */
  readonly truncated: boolean;
  /** What was written in all. */
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

/** As `timeout` of coreutils has it. */
const timedOutCode = 124;
const defaultTimeoutMs = 60_000;
const defaultOutputBytes = 1024 * 1024;
/** What a command wrote is in the pipe when it ends; a pause this long says that it has been read. */
const pauseMs = 10;
/** Who goes on writing in the background is not waited for. */
const drainMs = 500;

/** Takes a command that runs to its end. */
export async function finish(command: RunningCommand, request: ExecRequest): Promise<ExecResult> {
  const { timeoutMs = defaultTimeoutMs, maxOutputBytes = defaultOutputBytes, onOutput, signal } = request;
  const startedAt = performance.now();
  const stdout = new OutputCollector(command.stdout, maxOutputBytes, chunk => onOutput?.('stdout', chunk));
  const stderr = new OutputCollector(command.stderr, maxOutputBytes, chunk => onOutput?.('stderr', chunk));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    command.kill('KILL');
  }, timeoutMs);
  const abort = () => command.kill('KILL');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  feed(command, request.stdin);
  try {
    const code = await command.exited;
    signal?.throwIfAborted();
    await drained(stdout, stderr);
    const [out, err] = [stdout.output, stderr.output];
    return {
      exitCode: timedOut ? timedOutCode : code,
      stdout: out.bytes,
      stderr: err.bytes,
      truncated: out.total > out.bytes.length || err.total > err.bytes.length,
      stdoutBytes: out.total,
      stderrBytes: err.total,
      timedOut,
      durationMs: performance.now() - startedAt,
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    command.stdin.destroy();
    // What it left in the background may go on writing: nobody reads that, but a closed pipe would kill it.
    command.stdout.unref();
    command.stderr.unref();
  }
}

function feed(command: RunningCommand, input: ExecRequest['stdin']): void {
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array)
    command.stdin.end(input ?? '');
  // A command that reads no further, and an input that breaks off, end what is passed on; the command tells the rest.
  else pipeline(input instanceof Readable ? input : Readable.from(input), command.stdin).catch(() => {});
}

async function drained(...outputs: OutputCollector[]): Promise<void> {
  const deadline = performance.now() + drainMs;
  for (let before = -1; performance.now() < deadline; ) {
    const total = outputs.reduce((sum, { total }) => sum + total, 0);
    if (total === before || outputs.every(({ ended }) => ended)) return;
    before = total;
    await delay(pauseMs);
    // Timers may be late; what has come meanwhile is read first.
    await setImmediate();
  }
}
