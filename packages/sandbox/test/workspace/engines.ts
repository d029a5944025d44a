import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../src/folder.ts';
import {
  ContainerEngine,
  createSandbox,
  createWorkspaces,
  type Mechanisms,
  type SandboxPolicy,
  type Workspace,
  type WorkspaceEngine,
  type WorkspaceRequest,
  type Workspaces,
  type WorkspacesOptions,
} from '../../src/index.ts';
import type { Sandbox } from '../../src/sandbox.ts';
import { image, importImage } from './container-image.ts';

/** One engine under the contract of all. */
export interface EngineUnderTest {
  readonly name: string;
  /** Why it can't be had here. */
  readonly missing?: string;
  /** What its policies need beside the default. */
  readonly policy: SandboxPolicy;
  /** Whether commands see nothing of the host but what the policy names. */
  readonly isolates: boolean;
  start(folder: string): Promise<{ readonly engine: Sandbox | WorkspaceEngine; stop(): Promise<void> }>;
}

function inSandbox(name: string, mechanisms: Mechanisms, isolates: boolean): EngineUnderTest {
  return {
    ...{ name, isolates },
    policy: isolates ? {} : { allowDegraded: true },
    async start(folder) {
      const sandbox = await createSandbox({
        ...{ baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data') },
        ...{ env: process.env, mechanisms },
      });
      return { engine: sandbox, stop: () => sandbox.stop() };
    },
  };
}

/** The first container engine that works here. */
async function inContainers(programs: readonly string[]): Promise<EngineUnderTest> {
  const reasons: string[] = [];
  for (const program of programs) {
    const engine = new ContainerEngine({ program, image });
    try {
      await engine.check();
      importImage(program);
      return {
        ...{ name: program, policy: {}, isolates: true },
        start: async () => ({ engine, stop: async () => {} }),
      };
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  return {
    ...{ name: 'a container engine', policy: {}, isolates: true, missing: reasons.join('; ') },
    start: () => Promise.reject(new Error('there is none')),
  };
}

const bubblewrap = await (async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-engines-'));
  const sandbox = await createSandbox({ baseDir: join(folder, 's'), dataDir: folder, env: process.env });
  await sandbox.stop();
  await removeFolder(folder);
  return sandbox.capabilities.bubblewrap;
})();

/** Every engine there is, whether this host has it or not. CI, where nothing may be skipped, takes what it has. */
export const engines: readonly EngineUnderTest[] = [
  {
    ...inSandbox('the sandbox', {}, true),
    ...(!bubblewrap.available && { missing: bubblewrap.reason ?? 'no bubblewrap' }),
  },
  inSandbox('the sandbox without bubblewrap', { bubblewrap: false }, false),
  await inContainers(['docker', 'podman']),
].filter(({ missing }) => missing === undefined || process.env.CI !== 'true');

export interface TestWorkspaces extends AsyncDisposable {
  readonly workspaces: Workspaces;
  readonly baseDir: string;
  /** Holds all that the engine and the workspaces have. */
  readonly folder: string;
  /** Makes one that the engine under test can run. */
  create(request?: WorkspaceRequest): Promise<Workspace>;
  /** Opens the same folder again, as the next gateway does. */
  reopen(options?: Partial<WorkspacesOptions>): Promise<Workspaces>;
}

export async function startWorkspaces(
  engine: EngineUnderTest,
  options: Partial<WorkspacesOptions> = {},
): Promise<TestWorkspaces> {
  const folder = await mkdtemp(join(tmpdir(), 'gw-workspaces-'));
  const started = await engine.start(folder);
  const baseDir = join(folder, 'data', 'workspaces');
  const open = (more: Partial<WorkspacesOptions>) =>
    createWorkspaces({ engine: started.engine, baseDir, ...options, ...more });
  let workspaces = await open({});
  return {
    get workspaces() {
      return workspaces;
    },
    ...{ baseDir, folder },
    create: (request = {}) =>
      workspaces.create({ ...request, policy: { ...engine.policy, ...request.policy } }),
    async reopen(more = {}) {
      await workspaces.stop();
      workspaces = await open(more);
      return workspaces;
    },
    async [Symbol.asyncDispose]() {
      await workspaces.stop();
      await started.stop();
      await removeFolder(folder);
    },
  };
}
