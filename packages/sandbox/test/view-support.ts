import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ordinaryFolder } from '@gw/test/ordinary-folder';
import { createSandbox, type Sandbox, type SandboxOptions, type SandboxPolicy } from '../src/index.ts';
import { type RunResult, runToEnd } from './support.ts';

export interface Attempt {
  readonly policy?: SandboxPolicy;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether there is a place for hosts in small that is not hidden from servers itself. */
export const hasPlace = ordinaryFolder !== undefined;

/** A gateway's host in small: somebody's home with a secret in it, the gateway's folder, and a sandbox there. */
export interface SmallHost extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly home: string;
  /** The gateway's working folder, with its configuration. */
  readonly gateway: string;
  /** What nobody but the host may see; in `home/.ssh/id` and in `gateway/config.json`. */
  readonly secret: string;
  /** Writes a file, below `folder` unless its path is absolute; returns its path. */
  write(path: string, text: string, mode?: number): Promise<string>;
  run(command: readonly string[], attempt?: Attempt): Promise<RunResult>;
  /** What a shell script prints. */
  shell(script: string, attempt?: Attempt): Promise<string>;
}

export async function smallHost(more: Partial<SandboxOptions> = {}): Promise<SmallHost> {
  const folder = await mkdtemp(join(ordinaryFolder ?? tmpdir(), 'host-'));
  const secret = randomUUID();
  const write = async (path: string, text: string, mode = 0o644) => {
    const file = path.startsWith('/') ? path : join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
    return file;
  };
  await write('home/.ssh/id', secret);
  await write('gateway/config.json', JSON.stringify({ secret }));
  const home = join(folder, 'home');
  const gateway = join(folder, 'gateway');
  const sandbox = await createSandbox({
    baseDir: join(gateway, 'data', 'sandbox'),
    dataDir: join(gateway, 'data'),
    hidden: [join(gateway, 'config.json')],
    env: { ...process.env, HOME: home },
    cwd: gateway,
    ...more,
  });
  const run = (command: readonly string[], attempt: Attempt = {}) =>
    runToEnd(sandbox, { name: 'test', command, ...attempt });
  return {
    ...{ sandbox, folder, home, gateway, secret, write, run },
    shell: async (script, attempt) => {
      const { stdout, stderr } = await run(['/bin/sh', '-c', script], attempt);
      return (stdout + stderr).trim();
    },
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
