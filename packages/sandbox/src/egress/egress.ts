import { writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Logger } from '../logger.ts';
import { plainAddress } from './address-range.ts';
import { AllowList, nameServer, parseAllowList } from './allow-list.ts';
import { Dialer } from './dialer.ts';
import { DnsServer } from './dns-server.ts';
import { HttpProxy } from './http-proxy.ts';
import { NameTable } from './name-table.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { Refusals } from './refusals.ts';
import type { Resolver } from './resolver.ts';
import { splice } from './splice.ts';

export interface EgressOptions {
  /** The service's name, for the log. */
  readonly service: string;
  /** The file of bubblewrap, which makes the namespace. */
  readonly bubblewrap: string;
  /** Where programs of the host are looked for: `nsenter` (util-linux), and `ip` (iproute2) where it is of use. */
  readonly path: string;
  /** The sandbox's own folder; the `resolv.conf` that commands see is kept there. */
  readonly folder: string;
  /** One for the whole sandbox: it remembers answers. */
  readonly resolver: Resolver;
  readonly logger: Logger;
  /** Words that go before what makes the namespace, and by which it is found should this process be killed meanwhile. */
  readonly tagging?: readonly string[];
  /** Ends the preparation. */
  readonly signal?: AbortSignal;
  /** Silence after which a connection is closed, in milliseconds. Default 600,000. */
  readonly idleMs?: number;
  /** Connections at once; further ones are closed as soon as they are made. Default 256. */
  readonly maxConnections?: number;
}

/**
 * A network namespace from which nothing but the named targets can be reached, ready to be joined by one command.
 *
 * How a launch uses it:
 *
 * 1. `parseAllowList(allow)` when the policy is read: it throws `GW_SANDBOX_INVALID_REQUEST` for a wrong entry.
 * 2. `prepareEgress(allow, …)` before the command is started, side by side with other preparations.
 * 3. `join` goes right before `bwrap …` in the launch chain (after the shell that joins the cgroups and tags), and
 *    bubblewrap must *not* get `--unshare-net`: it stays in the namespace that `join` entered. For an ordinary user
 *    the namespace belongs to a user namespace, which `join` enters too; bubblewrap makes its own below it.
 * 4. `resolvConf` is shown read-only as `/etc/resolv.conf` (`--ro-bind`; where that is a link, at its target).
 * 5. `env` goes into the command's environment below the service's own variables.
 * 6. `close()` once the command's tree is gone, and when the start fails. The namespace goes with it.
 *
 * What the network namespace can't keep in, the policy has to: UNIX sockets with a path stay reachable wherever
 * they are shown (hide `/run` and `/var/run`: nscd, resolved and container engines listen there), and socket
 * families beside UNIX, IPv4, IPv6 and netlink, above all `AF_VSOCK`, know no namespaces (seccomp).
 */
export interface Egress extends AsyncDisposable {
  /** Words that stand before bubblewrap's own. */
  readonly join: readonly string[];
  /** A file of the host. */
  readonly resolvConf: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends every connection. Idempotent. */
  close(): Promise<void>;
}

/** The usual port of a proxy, or the next one that the list doesn't name. */
const proxyPort = 3128;
const resolvConfText = `nameserver ${nameServer.address}\noptions ndots:0 timeout:2 attempts:2\n`;

/**
 * Makes the namespace and listens in it. Throws `GW_SANDBOX_UNAVAILABLE` where the host doesn't let us,
 * `GW_SANDBOX_INVALID_REQUEST` for a wrong entry, or the signal's reason; then nothing is left behind.
 */
export async function prepareEgress(allow: readonly string[], options: EgressOptions): Promise<Egress> {
  const list = new AllowList(parseAllowList(allow));
  const { bubblewrap, path, signal, folder, tagging = [] } = options;
  const proxy = freePort(list.ports);
  const ports = [...new Set([...list.ports, nameServer.port, proxy])];
  const resolvConf = join(folder, 'resolv.conf');
  const namespace = await NetworkNamespace.create({
    ...{ bubblewrap, path, ports, ranges: list.ranges, tagging },
    ...(signal && { signal }),
  });
  try {
    await writeFile(resolvConf, resolvConfText, { mode: 0o644 });
  } catch (error) {
    await namespace.close();
    throw error;
  }
  return new Gate({ namespace, list, proxyPort: proxy, resolvConf, options });
}

/** Stands at the edge of a namespace: what goes out goes through here. */
class Gate implements Egress {
  readonly join: readonly string[];
  readonly resolvConf: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #namespace: NetworkNamespace;
  readonly #refusals: Refusals;
  readonly #dialer: Dialer;
  readonly #dns: DnsServer;
  readonly #proxy: HttpProxy;
  readonly #proxyPort: number;
  readonly #idleMs: number;
  readonly #maxConnections: number;
  readonly #closing = new AbortController();
  readonly #connections = new Set<Socket>();
  #closed: Promise<void> | undefined;

  constructor(parts: {
    namespace: NetworkNamespace;
    list: AllowList;
    proxyPort: number;
    resolvConf: string;
    options: EgressOptions;
  }) {
    const { namespace, list, options } = parts;
    const { resolver, service, logger, idleMs = 600_000, maxConnections = 256 } = options;
    const names = new NameTable();
    const { signal } = this.#closing;
    this.join = namespace.join;
    this.resolvConf = parts.resolvConf;
    this.env = proxyVariables(parts.proxyPort);
    this.#namespace = namespace;
    this.#proxyPort = parts.proxyPort;
    this.#idleMs = idleMs;
    this.#maxConnections = maxConnections;
    this.#refusals = new Refusals(service, logger);
    this.#dialer = new Dialer({ list, names, resolver, refusals: this.#refusals });
    this.#dns = new DnsServer(list, names, this.#refusals);
    this.#proxy = new HttpProxy({ dialer: this.#dialer, idleMs, signal });
    this.#dns.serveUdp(namespace.nameServer);
    namespace.onConnection((socket, port) => this.#accept(socket, port));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(socket: Socket, port: number): void {
    socket.on('error', () => {});
    const address = plainAddress(socket.localAddress ?? '');
    if (this.#connections.size >= this.#maxConnections || this.#closing.signal.aborted) {
      this.#refusals.add({ target: address, port, reason: `more than ${this.#maxConnections} connections` });
      return void socket.resetAndDestroy();
    }
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
    const own = address === nameServer.address;
    if (own && port === nameServer.port) this.#dns.serveTcp(socket);
    else if (own && port === this.#proxyPort) this.#proxy.serve(socket);
    else void this.#pass(socket, address, port);
  }

  async #pass(socket: Socket, address: string, port: number): Promise<void> {
    try {
      const target = await this.#dialer.dial(address, port, this.#closing.signal);
      if (socket.destroyed) target.destroy();
      else splice(socket, target, this.#idleMs);
    } catch {
      socket.resetAndDestroy();
    }
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error('the network of the command is closed'));
    this.#refusals.flush();
    await this.#namespace.close();
    for (const socket of this.#connections) socket.destroy();
  }
}

function freePort(taken: readonly number[]): number {
  let port = proxyPort;
  while (taken.includes(port)) port++;
  return port;
}

/** Loopback needs no proxy: names lead there, and so do its own servers. */
function proxyVariables(port: number): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`;
  const direct = 'localhost,127.0.0.1,::1';
  return {
    ...{ HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy },
    ...{ NO_PROXY: direct, no_proxy: direct },
  };
}
