import { bubblewrapArguments, type Isolation, type Namespace } from './bubblewrap.ts';
import { createResolver, type Egress, prepareEgress } from './egress/index.ts';
import { SandboxError } from './errors.ts';
import type { Host } from './host.ts';
import { type BubblewrapLaunch, launchersOf } from './launch.ts';
import type { Logger } from './logger.ts';
import type { OwnFolders } from './own-folders.ts';
import type { OwnerFolder } from './owner-folder.ts';
import { hidesFiles, type ResolvedPolicy } from './policy.ts';
import { createTag } from './process-table.ts';
import { tagging } from './shell.ts';
import type { User } from './user.ts';
import { type FileViewRequest, planFileView } from './view/file-view.ts';
import { RememberedPaths } from './view/remembered-paths.ts';

export interface IsolatorOptions {
  readonly host: Host;
  readonly folder: OwnerFolder;
  /** Files and folders of the gateway's that no process sees. */
  readonly hidden: readonly string[];
  /** The gateway's own PATH. */
  readonly path: string;
  /** Holds the filter of system calls, where there is one. */
  readonly filterFile?: string;
  readonly logger: Logger;
}

export interface IsolationRequest
  extends Pick<
    FileViewRequest,
    'command' | 'workingDir' | 'serviceEnv' | 'path' | 'readOnly' | 'writable' | 'mounts'
  > {
  readonly policy: ResolvedPolicy;
  readonly own: OwnFolders;
  readonly runAs: User | undefined;
  readonly egress: Egress | undefined;
}

/** Makes out of a policy what bubblewrap is told. */
export class Isolator {
  readonly #options: IsolatorOptions;
  readonly #resolver = createResolver();
  readonly #remembered = new RememberedPaths();

  constructor(options: IsolatorOptions) {
    this.#options = options;
  }

  /** The network of a policy with an allow-list; `undefined` where there is none, or where it may do without. */
  async openNetwork(
    { network, allowDegraded }: ResolvedPolicy,
    service: string,
    signal: AbortSignal,
  ): Promise<Egress | undefined> {
    const { host, folder, path, logger } = this.#options;
    const { shell, ownerId } = host;
    if (typeof network === 'string' || !('file' in host.bubblewrap)) return undefined;
    try {
      return await prepareEgress(network.allow, {
        ...{ service, path, signal, logger, folder: folder.folder },
        ...{ bubblewrap: host.bubblewrap.file, resolver: this.#resolver },
        tagging: tagging(shell, createTag(ownerId, 0)),
      });
    } catch (error) {
      if (!allowDegraded || !(error instanceof SandboxError) || error.code !== 'GW_SANDBOX_UNAVAILABLE')
        throw error;
      logger.warn(
        { service, err: error },
        'a server has the network of the host, not only what its policy lists',
      );
      return undefined;
    }
  }

  /** `undefined` where bubblewrap is not wanted, or not there. */
  async isolate(request: IsolationRequest): Promise<BubblewrapLaunch | undefined> {
    const { policy, own, runAs, egress, readOnly, mounts, workingDir } = request;
    const { host, hidden, filterFile } = this.#options;
    const { bubblewrap, bubblewrapAlways, folders, setpriv, root } = host;
    const wanted = needsBubblewrap(policy) || readOnly.length + mounts.length > 0 || bubblewrapAlways;
    if (!wanted || !('file' in bubblewrap)) return undefined;
    const view = await planFileView(
      {
        ...request,
        home: own.home,
        temporary: own.temporary,
        launchers: launchersOf({ ...(setpriv && { setpriv }), ...(runAs && { runAs }) }),
        ...(egress && { resolvConf: egress.resolvConf }),
      },
      { host: folders, own: hidden, remembered: this.#remembered },
    );
    const seccomp = policy.seccomp && filterFile !== undefined;
    const isolation: Isolation = {
      view,
      namespaces: namespacesOf(request).filter(name => bubblewrap.namespaces.includes(name)),
      capabilities: runAs ? 'all' : hidesFiles(policy) ? 'none' : 'usual',
      seccomp,
    };
    const words = bubblewrapArguments(isolation, { root, workingDir });
    return {
      file: bubblewrap.file,
      argumentsFile: await own.write('bubblewrap', words.map(word => `${word}\0`).join('')),
      ...(seccomp && { filterFile }),
      ...(egress && { join: egress.join }),
    };
  }
}

/** Whether the policy asks for what only bubblewrap gives. */
function needsBubblewrap(policy: ResolvedPolicy): boolean {
  return hidesFiles(policy) || policy.network !== 'host' || policy.seccomp || policy.hide.length > 0;
}

function namespacesOf({ policy, runAs }: IsolationRequest): Namespace[] {
  const isolates = hidesFiles(policy);
  return [
    ...(isolates ? (['ipc', 'uts', 'cgroup'] as const) : []),
    // It knows only the user that made it, so root can't become another one in it.
    ...(isolates && !runAs ? (['user'] as const) : []),
    // An allow-list comes with a network that is joined.
    ...(policy.network === 'none' ? (['net'] as const) : []),
  ];
}
