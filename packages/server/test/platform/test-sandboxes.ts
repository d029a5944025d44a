import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, createWorkspaces, findRuntimes, linkPrograms, type Mechanisms } from '@gw/sandbox';
import { HostImages, type OpenSandboxHost } from '../../src/index.ts';
import { type StartPlatform, startOnSqlite, type TestPlatform } from './test-platform.ts';

export interface SandboxHostOptions {
  /** Sections of the configuration. */
  readonly config?: Record<string, unknown>;
  readonly mechanisms?: Mechanisms;
  readonly start?: StartPlatform;
}

/** A platform with sandboxes that this host isolates, over a folder of its own. */
export interface TestSandboxes extends AsyncDisposable {
  readonly platform: TestPlatform;
  readonly ask: TestPlatform['ask'];
  /** The folder that has the workspaces. */
  readonly folder: string;
  /** Makes one, and gives its id. */
  create(fields?: object, key?: string): Promise<string>;
  /** Runs a command, and gives what came of it. */
  exec(id: string, command: string, fields?: object): Promise<Record<string, unknown>>;
}

const keeper = randomUUID();

export async function startSandboxes(options: SandboxHostOptions = {}): Promise<TestSandboxes> {
  const { config = {}, mechanisms, start = startOnSqlite } = options;
  const folder = await mkdtemp(join(tmpdir(), 'gw-sandboxes-'));
  const sandbox = await createSandbox({
    ...{ baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data'), env: process.env },
    ...(mechanisms ? { mechanisms } : {}),
  });
  const openSandboxHost: OpenSandboxHost = async ({ onIdle }) => {
    const workspaces = await createWorkspaces({
      engine: sandbox,
      baseDir: join(folder, 'workspaces'),
      onIdle,
    });
    const runtimes = await findRuntimes(process.env);
    const programFolder = join(folder, 'data', 'runtimes', 'bin');
    await linkPrograms(runtimes, programFolder);
    const images = new HostImages({ runtimes, programFolder, path: '/usr/bin:/bin' });
    const limitsCpu = sandbox.capabilities.cgroup.controllers.includes('cpu');
    return { workspaces, images, keeper, limitsCpu };
  };
  const platform = await start({ config, openSandboxHost });
  const ask: TestPlatform['ask'] = (...request) => platform.ask(...request);
  return {
    ...{ platform, ask, folder },
    async create(fields = {}, key) {
      const made = await ask('POST', '/sandboxes', { body: fields, ...(key ? { key } : {}) });
      if (made.status > 201) throw new Error(JSON.stringify(made.json));
      return made.json.id;
    },
    async exec(id, command, fields = {}) {
      const { status, json } = await ask('POST', `/sandboxes/${id}/exec`, { body: { command, ...fields } });
      if (status !== 200) throw new Error(JSON.stringify(json));
      return json;
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
