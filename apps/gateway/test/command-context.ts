import { Writable } from 'node:stream';
import type { CommandContext } from '../src/context.ts';

/** A command's surroundings that keep what it says. */
export interface RecordedContext extends CommandContext {
  readonly printed: string[];
  readonly warned: string[];
}

export function recordedContext(cwd: string, env: CommandContext['env'] = {}): RecordedContext {
  const printed: string[] = [];
  const warned: string[] = [];
  return {
    printed,
    warned,
    env,
    cwd,
    version: '0.0.0',
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: process.stdin,
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
    print: text => void printed.push(text),
    warn: text => void warned.push(text),
    onHangup: () => {},
    setExitCode: () => {},
  };
}
