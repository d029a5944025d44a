import type { JsonObject, Logger, McpClient, RequestHandler, UpstreamAccess } from '@gw/mcp-client';
import type { Background } from './background.ts';
import type { Clock } from './clock.ts';
import type { StartSlots } from './start-slots.ts';
import type { Upstream } from './upstream.ts';
import type { UpstreamStart } from './upstream-start.ts';

/** Who an upstream is started for: what its server may ask of the caller, and who answers. */
export interface UpstreamTraits {
  /** What the caller can do, as MCP's client capabilities have it. */
  readonly capabilities: JsonObject;
  /** Answers what the server asks outside of any call. */
  readonly onRequest?: RequestHandler;
  /** The caller's own credentials: nobody with others gets the upstream. */
  readonly access?: UpstreamAccess | undefined;
}

/** Where upstreams come from. `McpManager` of `@gw/mcp-client` fits. */
export interface UpstreamSource {
  /**
   * A started, initialised client of its own; an abort leaves nothing behind. Without traits its server is told of no
   * capabilities.
   */
  createClient(
    service: string,
    options?: { signal?: AbortSignal } & Partial<UpstreamTraits>,
  ): Promise<McpClient>;
  /**
   * Where the source starts services by itself, to learn their tools: how far it is. No spare is started
   * before the service is `ready` or a process of it has been offered.
   */
  status?(service: string): { readonly state: string };
}

/** How a service's processes are handed out. */
export interface ServicePolicy {
  /** Processes kept started ahead of need. */
  readonly warm: number;
  /** One process for all sessions, for servers without state. */
  readonly shared: boolean;
  /** The CPU time after which the process is killed, in milliseconds: shared and spare ones are replaced before. */
  readonly cpuLimitMs?: number;
}

/** What every provider works with. */
export interface ProviderContext {
  readonly service: string;
  readonly source: UpstreamSource;
  readonly clock: Clock;
  readonly background: Background;
  readonly slots: StartSlots;
  readonly logger: Logger | undefined;
}

/** Hands out a service's upstreams to the sessions, each its own or all the same. */
export interface UpstreamProvider {
  /**
   * One that is ready, or else one on its way. Never waits.
   *
   * @param traits the caller's, where there are any: a process that others may use can't have them
   */
  provide(traits: UpstreamTraits | undefined): Upstream | UpstreamStart;
  /** Takes over a process that is started already; false when there is no use for it. */
  offer(client: McpClient): boolean;
  /** Starts what `policy.warm` asks for, and lets go what is too much. */
  adjust(policy: ServicePolicy): void;
  /** Tells how many sessions use the service now. */
  used(sessions: number): void;
  /** The definition has changed: nothing that is there now is handed out again. `adjust` follows. */
  renew(): void;
  /** Ends everything that no session owns. */
  stop(error: Error): Promise<void>[];
  /** Processes that nobody owns alone: shared ones, spares, and those on their way. */
  counts(): { shared: number; spares: number; starting: number };
}

/** How long a process that nobody uses is kept, where `warm` doesn't ask for one. */
export const LINGER_MS = 60_000;

/** A process that ends by itself sooner than this counts as a failed start. */
export const STABLE_MS = 60_000;
