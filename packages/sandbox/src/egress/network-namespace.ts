import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket as UdpSocket } from 'node:dgram';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { findProgram } from '../command.ts';
import { SandboxError } from '../errors.ts';
import type { AddressRange } from './address-range.ts';
import { nameServer } from './allow-list.ts';
import { type NamespaceMessage, type NamespaceRequest, namespaceScript } from './namespace-script.ts';

export interface NetworkNamespaceOptions {
  /** The file of bubblewrap. */
  readonly bubblewrap: string;
  /** Words that go before bubblewrap. */
  readonly tagging: readonly string[];
  /** Where `nsenter` and `ip` are looked for. */
  readonly path: string;
  readonly ports: readonly number[];
  /** Addresses that lead to the listeners, too, as far as the host has `ip`. */
  readonly ranges: readonly AddressRange[];
  readonly signal?: AbortSignal;
}

/** Node starts in some 50 ms; a host that is busy beyond reason gets this long. */
const startMs = 15_000;

/**
 * A network namespace with nothing in it but loopback and sockets of this process. It lives as long as one of them,
 * or a process within, does; nothing of ours runs in it.
 */
export class NetworkNamespace {
  /** Words that run a command within. */
  readonly join: readonly string[];
  readonly #files: readonly FileHandle[];
  readonly #servers: ReadonlyMap<number, Server>;
  readonly #udp: UdpSocket;

  private constructor(parts: {
    join: readonly string[];
    files: readonly FileHandle[];
    servers: ReadonlyMap<number, Server>;
    udp: UdpSocket;
  }) {
    this.join = parts.join;
    this.#files = parts.files;
    this.#servers = parts.servers;
    this.#udp = parts.udp;
  }

  /** Throws `GW_SANDBOX_UNAVAILABLE` where the host doesn't let us, or the signal's reason. */
  static async create(options: NetworkNamespaceOptions): Promise<NetworkNamespace> {
    const { bubblewrap, tagging, path, ports, ranges, signal } = options;
    signal?.throwIfAborted();
    const programs = `${path}:/usr/sbin:/usr/bin:/sbin:/bin`;
    const nsenter = await findProgram('nsenter', programs);
    if (!nsenter) throw unavailable('nsenter (of util-linux) is not installed');
    const ip = ranges.length > 0 ? await findProgram('ip', programs) : undefined;
    const routes = ip === undefined ? [] : ranges.map(localRoute);
    signal?.throwIfAborted();
    const request = { ports, nameServer, routes, ...(ip !== undefined && { ip }) };
    const script = start([...tagging, bubblewrap], request);
    const within = AbortSignal.any([AbortSignal.timeout(startMs), ...(signal ? [signal] : [])]);
    const received = new Received();
    const files: FileHandle[] = [];
    try {
      const pid = await received.from(script, within);
      const kinds = process.getuid?.() === 0 ? ['net'] : ['user', 'net'];
      for (const kind of kinds) files.push(await open(`/proc/${pid}/ns/${kind}`));
      const join = [nsenter, ...kinds.map((kind, index) => `--${kind}=${ownFile(files[index])}`)];
      const { servers, udp } = received;
      if (!udp) throw new Error('it has no name server');
      if (kinds.length > 1) join.push('--preserve-credentials');
      script.send('done', () => {});
      return new NetworkNamespace({ join: [...join, '--'], files, servers, udp });
    } catch (error) {
      received.close();
      killGroup(script);
      await Promise.all(files.map(file => file.close()));
      throw signal?.aborted ? signal.reason : unavailable((error as Error).message, error);
    }
  }

  /** Takes every connection that is made to one of the ports, at whatever address. */
  onConnection(handle: (socket: Socket, port: number) => void): void {
    for (const [port, server] of this.#servers) server.on('connection', socket => handle(socket, port));
  }

  get nameServer(): UdpSocket {
    return this.#udp;
  }

  /** Nothing is accepted any more; connections that were are their owner's. */
  async close(): Promise<void> {
    for (const server of this.#servers.values()) server.close();
    this.#udp.close();
    await Promise.all(this.#files.map(file => file.close()));
  }
}

/** The sockets that come out of the namespace, one message each. */
class Received {
  readonly servers = new Map<number, Server>();
  udp: UdpSocket | undefined;
  #closed = false;

  /** Resolves with the id of the process within, once all are here. */
  async from(script: ChildProcess, signal: AbortSignal): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    let said = '';
    script.stderr?.setEncoding('utf8').on('data', chunk => {
      said = (said + chunk).slice(-2000);
    });
    script.on('message', (message, socket) => {
      const heard = message as NamespaceMessage;
      // A socket may be under way when the start is cut off.
      if (this.#closed) return void (socket as Server | UdpSocket | undefined)?.close();
      if (heard.kind === 'tcp') this.servers.set(heard.port, halfOpen(socket as Server));
      else if (heard.kind === 'udp') this.udp = socket as UdpSocket;
      else if (heard.kind === 'ready') resolve(heard.pid);
      else reject(new Error(heard.reason));
    });
    script.once('error', reject);
    script.once('close', code => reject(new Error(said.trim() || `it ended with exit code ${code}`)));
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  close(): void {
    this.#closed = true;
    for (const server of this.servers.values()) server.close();
    this.udp?.close();
  }
}

/** A server that comes by message ends a connection when one direction of it ends; this one leaves that to us. */
function halfOpen(server: Server): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }).listen(server);
}

function start([program = '', ...words]: readonly string[], request: NamespaceRequest): ChildProcess {
  const capabilities = ['CAP_NET_BIND_SERVICE', ...(request.routes.length > 0 ? ['CAP_NET_ADMIN'] : [])];
  return spawn(
    program,
    [
      ...words,
      ...['--dev-bind', '/', '/', '--unshare-net', '--die-with-parent', '--cap-drop', 'ALL'],
      ...capabilities.flatMap(name => ['--cap-add', name]),
      ...['--', process.execPath, '-e', namespaceScript, JSON.stringify(request)],
    ],
    { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true },
  );
}

/** bubblewrap is two processes, and the second waits for ever when the first is killed before it has let it go on. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

/** Makes an address one of the namespace's own, so that connections to it come to the listeners. */
function localRoute({ address, prefix, family }: AddressRange): string[] {
  const version = family === 'ipv6' ? '-6' : '-4';
  return [version, 'route', 'add', 'local', `${address}/${prefix}`, 'dev', 'lo'];
}

function ownFile(file: FileHandle | undefined): string {
  return `/proc/${process.pid}/fd/${file?.fd}`;
}

function unavailable(why: string, cause?: unknown): SandboxError {
  return new SandboxError(
    'GW_SANDBOX_UNAVAILABLE',
    `network.allow is asked for, but no network namespace could be made: ${why}`,
    { cause },
  );
}
