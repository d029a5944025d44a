// Shared by setup, start and run: plain JavaScript for any Node from 18 on, no packages.
import { spawn, spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const bin = join(root, 'node_modules', '.bin');
export const workspaceNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** The environment in which the workspace's own Node and tools come first. */
export function workspaceEnv() {
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };
  return { ...process.env, ...quiet, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
}

/** Runs a command with the terminal's streams; ends this process with its code when it fails. */
export function must(command, args, what) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: workspaceEnv(),
  });
  if (status === 0) return;
  console.error(`${what} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  process.exit(status || 1);
}

/** Becomes, as nearly as Node can, another command: same streams, signals passed on, same exit code. */
export function become(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm that is killed tells nobody: then this process has another parent, and the command ends too.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 250).unref();
  child.on('error', error => {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
