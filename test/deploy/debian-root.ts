import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a command is run in a root folder. */
export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** `uid:gid`; default root. */
  readonly user?: string;
}

/**
 * A plain Debian in a folder, with Node and npm where the official Node image has them. Stands in for a
 * container where there is no engine: the file system is the container's own, the network is the host's.
 */
export class DebianRoot {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Needs root, `debootstrap` and the network; takes a minute. */
  static install(folder: string, release: string): DebianRoot {
    execFileSync('debootstrap', ['--variant=minbase', release, folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return new DebianRoot(folder);
  }

  /** Adds what the Node image adds to Debian: this Node, the host's npm, and the user 1000. */
  addNode(node: string): void {
    copyFileSync(node, this.path('/usr/local/bin/node'));
    const npm = dirname(dirname(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())));
    mkdirSync(this.path('/usr/local/lib/node_modules'), { recursive: true });
    cpSync(npm, this.path('/usr/local/lib/node_modules/npm'), { recursive: true });
    for (const name of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, this.path(`/usr/local/bin/${name}`));
    execFileSync('chroot', [this.folder, 'useradd', '--uid', '1000', '--create-home', 'node']);
  }

  copyTo(folder: string): DebianRoot {
    execFileSync('cp', ['--archive', '--reflink=auto', this.folder, folder]);
    return new DebianRoot(folder);
  }

  /** A path of the root folder, as the host sees it. */
  path(inside: string): string {
    return join(this.folder, inside);
  }

  /** Runs a shell command to its end, with the host's way to the network. Throws when it fails. */
  async shell(command: string, options: RunOptions): Promise<void> {
    const child = this.#spawn(['/bin/sh', '-c', command], {
      ...options,
      env: { ...networkOf(this), ...options.env },
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`Exit code ${code}: ${command}`);
  }

  /** Starts a program as the container's first process. */
  start(command: readonly string[], options: RunOptions): Container {
    return new Container(this.#spawn(command, options));
  }

  #spawn(command: readonly string[], { cwd, env, user = '0:0' }: RunOptions): ChildProcess {
    const script = [
      'mount --rbind /dev "$0/dev"',
      'mount --bind /etc/resolv.conf "$0/etc/resolv.conf"',
      'user=$1 cwd=$2; root=$0; shift 2',
      'exec chroot --userspec="$user" --groups= "$root" env --ignore-environment --chdir="$cwd" "$@"',
    ].join(' && ');
    const variables = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env };
    const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const namespaces = ['--mount', '--pid', '--fork', '--kill-child', `--mount-proc=${this.path('/proc')}`];
    return spawn(
      'unshare',
      [...namespaces, 'sh', '-c', script, this.folder, user, cwd, ...settings, ...command],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
  }
}

/** A running program in a root folder, process 1 of its own process namespace. */
export class Container implements AsyncDisposable {
  readonly #outer: ChildProcess;
  readonly exited: Promise<number | null>;

  constructor(outer: ChildProcess) {
    this.#outer = outer;
    this.exited = once(outer, 'exit').then(([code]) => code);
  }

  /** Signals the program itself; `unshare`, which waits for it, passes nothing on. */
  signal(signal: NodeJS.Signals): void {
    const outer = this.#outer.pid;
    const [inner] = readFileSync(`/proc/${outer}/task/${outer}/children`, 'utf8').trim().split(' ');
    process.kill(Number(inner), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#outer.exitCode === null) this.#outer.kill('SIGKILL');
    await this.exited;
  }
}

/** Proxies, registry and certificates: what this host needs to reach the package registries. */
function networkOf(root: DebianRoot): Record<string, string> {
  const proxies = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const env = Object.fromEntries(
    proxies.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  if (certificates) {
    copyFileSync(certificates, root.path('/usr/local/share/host-certificates.pem'));
    env.NODE_EXTRA_CA_CERTS = '/usr/local/share/host-certificates.pem';
  }
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  return { ...env, npm_config_registry: registry };
}
