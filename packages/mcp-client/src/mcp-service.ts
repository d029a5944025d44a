import { isDeepStrictEqual } from 'node:util';
import type { InProcessServer } from './in-process/in-process-server.ts';

/**
 * What a service's process may do. Each key may be left out: the spawner's default holds then.
 * Read by spawners that isolate; the plain one heeds `workingDir` alone.
 */
export interface SandboxConfig {
  /** How much is held back where no other key says more. */
  readonly preset?: 'none' | 'medium' | 'high' | 'strict';
  /** `false`: no isolation at all. */
  readonly enabled?: boolean;
  /** `false`: no limits of CPU, memory, processes and file size. */
  readonly resourceLimits?: boolean;
  /** `false`: the gateway's environment is passed on. */
  readonly restrictedEnv?: boolean;
  /** `true`: an unprivileged user where the gateway runs as root. */
  readonly dropPrivileges?: boolean;
  /** Folder in which the command starts; absent: the gateway's own. */
  readonly workingDir?: string;
  /** Paths shown read-only. */
  readonly allowRead?: readonly string[];
  /** Paths that may be changed. */
  readonly allowWrite?: readonly string[];
  /** Paths hidden. */
  readonly hide?: readonly string[];
  /** What may be reached. */
  readonly network?: 'host' | 'none' | { readonly allow: readonly string[] };
  /** `true`: system calls that servers don't need are refused. */
  readonly seccomp?: boolean;
  /** Whether what the host can't give is done without. */
  readonly allowDegraded?: boolean;
  /** Processors that the whole tree may use at once. */
  readonly cpuShare?: number;
  /** CPU time of each process, in seconds. */
  readonly cpuSeconds?: number;
  /** Memory of the whole tree, in megabytes. */
  readonly memoryMb?: number;
  /** Number of processes in the tree. */
  readonly processes?: number;
  /** Size of each file written, in megabytes. */
  readonly fileSizeMb?: number;
  /** Size of the process's own folders together, in megabytes. */
  readonly diskMb?: number;
  /** Open descriptors of each process. */
  readonly openFiles?: number;
}

/** Settings of an {@link McpService}: one of `command`, `url` and `serve`. */
export interface McpServiceOptions {
  /** Unique name. */
  name: string;
  /** Program and arguments that start the server; no shell. */
  command?: readonly string[] | undefined;
  /** Where a server listens that runs elsewhere; `http:` or `https:`. */
  url?: string | undefined;
  /** A server within this process. */
  serve?: InProcessServer | undefined;
  /** How the one at `url` is spoken to. Default `auto`: Streamable HTTP, and SSE where it knows only that. */
  transport?: 'auto' | 'streamable-http' | 'sse';
  /** Sent with each HTTP request to `url`. Default none. */
  headers?: Readonly<Record<string, string>>;
  /** Private addresses that `url` may lead to, as CIDRs. Default none. */
  allowPrivateAddresses?: readonly string[];
  /** What the service is for, for people. Default `''`. */
  description?: string;
  /** `false`: the manager passes over it. Default `true`. */
  enabled?: boolean;
  /** Isolation; absent keys are the spawner's to fill. */
  sandboxConfig?: SandboxConfig;
  /** Environment variables of the process, beside what the spawner gives. Default none. */
  env?: Readonly<Record<string, string>>;
  /** Limit of a call without a limit of its own, in milliseconds. Default 30_000. */
  callTimeoutMs?: number;
  /** Limit of a start (process, handshake and first listing together), in milliseconds. Default 30_000. */
  startTimeoutMs?: number;
  /** Processes kept started ahead of sessions. Default 0. */
  warm?: number;
  /** One upstream for all sessions. Default `true` where there is `serve`, else `false`. */
  shared?: boolean;
}

/** What a running upstream can't take over. */
const upstreamSettings = [
  'name',
  'command',
  'url',
  'transport',
  'headers',
  'allowPrivateAddresses',
  'env',
  'sandboxConfig',
  'shared',
] as const;

/** The settings of one MCP server, with defaults filled in. Two with equal fields are the same service. */
export class McpService {
  readonly name: string;
  /** Empty where there is none. */
  readonly command: readonly string[];
  readonly url: string | undefined;
  readonly serve: InProcessServer | undefined;
  readonly transport: 'auto' | 'streamable-http' | 'sse';
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivateAddresses: readonly string[];
  readonly description: string;
  readonly enabled: boolean;
  readonly sandboxConfig: SandboxConfig;
  readonly env: Readonly<Record<string, string>>;
  readonly callTimeoutMs: number;
  readonly startTimeoutMs: number;
  readonly warm: number;
  readonly shared: boolean;

  /** @throws TypeError when the name is empty, or there is not exactly one of a command, an HTTP URL and a server. */
  constructor(options: McpServiceOptions) {
    if (options.name === '') throw new TypeError('A service needs a name');
    const { command = [], url, serve } = options;
    if ([command[0], url, serve].filter(way => way !== undefined && way !== '').length !== 1) {
      throw new TypeError(`Service ${options.name} needs a command, a URL or a server, and one of them only`);
    }
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new TypeError(`Service ${options.name} needs a URL that begins with http:// or https://`);
    }
    this.name = options.name;
    this.command = [...command];
    this.url = url;
    this.serve = serve;
    this.transport = options.transport ?? 'auto';
    this.headers = { ...options.headers };
    this.allowPrivateAddresses = [...(options.allowPrivateAddresses ?? [])];
    this.description = options.description ?? '';
    this.enabled = options.enabled ?? true;
    this.sandboxConfig = { ...options.sandboxConfig };
    this.env = { ...options.env };
    this.callTimeoutMs = options.callTimeoutMs ?? 30_000;
    this.startTimeoutMs = options.startTimeoutMs ?? 30_000;
    this.warm = options.warm ?? 0;
    this.shared = options.shared ?? serve !== undefined;
  }

  /** Whether an upstream made for the other serves this one as well: only words, limits and spares differ. */
  startsLike(other: McpService): boolean {
    return (
      this.serve === other.serve && upstreamSettings.every(name => isDeepStrictEqual(this[name], other[name]))
    );
  }
}
