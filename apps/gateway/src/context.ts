import type { Readable, Writable } from 'node:stream';

/** What a command may know of the process; read in one place, `main.ts`. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** For commands that speak a protocol over them; all others print and warn. */
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Writes a line for the user, to standard output. */
  print(text: string): void;
  /** Writes a line about what happened, to standard error. */
  warn(text: string): void;
  /** Runs at each SIGHUP. */
  onHangup(listener: () => void): void;
  /** The exit code that the process ends with, when it ends by itself. */
  setExitCode(code: number): void;
}
