import { execFileSync } from 'node:child_process';

/** Where Python really is, if there is one: what is on the path may be a shell script that picks one. */
export function findPython(): string | undefined {
  const script = 'import ctypes, os, sys; print(os.path.realpath(sys.executable))';
  try {
    const output = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] } as const;
    return execFileSync('python3', ['-c', script], { ...output, stdio: [...output.stdio] }).trim();
  } catch {
    return undefined;
  }
}
