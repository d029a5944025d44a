import { access, chown } from 'node:fs/promises';
import { release } from 'node:os';
import { SandboxError } from '../errors.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { Sandbox } from '../sandbox.ts';
import { unprivilegedUser } from '../user.ts';
import type { EngineRequest, EngineStart, WorkspaceEngine } from './engine.ts';
import { workspacePath } from './path-walk.ts';

const controlPath = '/.gateway';
/** Threads count, too. */
const tasksPerProcess = 8;

/** Whether the kernel counts the tasks of a user namespace apart: from 5.14 on. Before, those of the user at large. */
function countsApart(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}

/** Programs of the host, without anybody's data: what there is to work with. */
const system = ['/usr', '/bin', '/sbin', '/etc/alternatives', '/etc/profile', '/etc/bash.bashrc'];

/**
 * Runs workspaces in the sandbox of servers: under bubblewrap they see the host's programs and libraries read-only,
 * and as their own nothing but `/workspace` and a temporary folder.
 */
export class SandboxEngine implements WorkspaceEngine {
  readonly name = 'sandbox';
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async start(request: EngineRequest, words: readonly string[], signal: AbortSignal): Promise<EngineStart> {
    const { id, files, control, policy, env } = request;
    const { bubblewrap, cgroup } = this.#sandbox.capabilities;
    const isCounted = cgroup.controllers.includes('pids');
    const shell = await this.#sandbox.spawn(
      {
        name: `workspace ${id}`,
        // What only a look now and then holds must not keep the host from looking.
        command: isCounted ? words : ['nice', '-n', '19', ...words],
        env,
        policy: await isolating(policy),
        mounts: [
          { from: files, to: workspacePath },
          { from: control, to: controlPath },
        ],
      },
      { signal },
    );
    return bubblewrap.available
      ? {
          ...{ shell, files: workspacePath, control: controlPath, ownProcesses: true },
          ...(!isCounted && countsApart() && { maxTasks: (policy.processes ?? 10) * tasksPerProcess }),
        }
      : { shell, files, control, ownProcesses: false };
  }

  /** A policy that can't be held here is refused; a command that runs as nobody finds folders that are its own. */
  async prepare({
    files,
    control,
    policy,
  }: Parameters<NonNullable<WorkspaceEngine['prepare']>>[0]): Promise<void> {
    const request = { name: 'workspace', command: ['sh'], policy: await isolating(policy) };
    const { problem } = await this.#sandbox.inspect(request);
    if (problem !== undefined) throw new SandboxError('GW_SANDBOX_UNAVAILABLE', problem);
    if (!policy.dropPrivileges) return;
    const { root, setpriv } = this.#sandbox.capabilities;
    const user = await unprivilegedUser({ root, setpriv: setpriv.path, folders: [] });
    if (user) await Promise.all([files, control].map(folder => chown(folder, user.uid, user.gid)));
  }
}

/** The policy of servers, with a workspace's own default: nothing of the host but its programs. */
const isolating = async (policy: SandboxPolicy): Promise<SandboxPolicy> => ({
  preset: 'strict',
  ...policy,
  allowRead: [...(await existing(system)), ...(policy.allowRead ?? [])],
});

async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(path =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}
