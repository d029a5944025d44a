import type { JsonObject, Logger, McpManager, McpService, ServiceChanges } from '@gw/mcp-client';
import type { Store } from '@gw/store';
import type { SecretBox } from './secrets/secret-box.ts';
import type { ServerRules } from './server-config.ts';

/** The process that serves a server's own: listings and calls outside of sessions. */
export interface OwnProcesses {
  /** Starts it where it doesn't run, and asks it whether it is there. */
  check(server: string, signal?: AbortSignal): Promise<void>;
  /** Ends it when the calls that it has have ended. */
  stop(server: string): Promise<void>;
}

/** Events of a `Catalog`. */
export interface CatalogEvents {
  /** A server is there, gone, or another. */
  serversChanged: [];
  /** The tools of a server, or what callers see of them. */
  toolsChanged: [serverId: string, serverName: string];
}

/** What a `Catalog` is made of. Nothing of it is started or stopped by the catalog. */
export interface CatalogOptions {
  readonly store: Store;
  /** Gets its services from the catalog from here on. */
  readonly manager: McpManager;
  readonly secrets: SecretBox;
  /** The services of the config file, in its order; those that are not enabled are listed as stopped. */
  readonly configServices: readonly McpService[];
  /** What holds for servers of the API. */
  readonly rules: ServerRules;
  readonly processes: OwnProcesses;
  /** Told after each change of the manager's services, before anybody is answered. */
  readonly onConfigured?: (changes: ServiceChanges) => void;
  /** Default: no log. */
  readonly logger?: Logger;
}

/** A tool as it is declared on a `local` server. */
export interface DeclaredTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema?: JsonObject | undefined;
}

/** Counts of what a sync has changed. */
export interface SyncCounts {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly total: number;
}

/** Which tools of a server callers see. */
export interface ToolSelection {
  readonly exposureMode: 'all' | 'selected';
  readonly selectedToolIds: readonly string[];
}
