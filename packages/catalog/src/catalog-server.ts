import type { PinPolicy, ServerRecord, ServerStatus, ServerType } from '@gw/store';

/** A server as it is now. Values of variables and headers in `config` are masked. */
export interface CatalogServer extends Omit<ServerRecord, 'sealedConfig' | 'status' | 'lastError'> {
  readonly status: ServerStatus;
  /** Why it is in status `error`. */
  readonly lastError: string | null;
  /** Tools that it has, hidden ones included. */
  readonly toolCount: number;
}

/** What a caller gives of a server. */
export interface ServerFields {
  readonly name?: string | undefined;
  readonly type?: ServerType | undefined;
  /** How it is reached; what may be in it depends on the type. Env and header values as they were masked stay. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly displayName?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly iconUrl?: string | null | undefined;
  readonly sourceDocUrl?: string | null | undefined;
  readonly exposureMode?: 'all' | 'selected' | undefined;
  /** What becomes of its tools when they change. Default `hold`. */
  readonly pin?: PinPolicy | undefined;
  readonly credentialMode?: string | undefined;
  readonly credentialRequirements?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly portalVisible?: boolean | undefined;
  readonly portalCategory?: string | null | undefined;
  readonly portalTags?: readonly string[] | undefined;
}

export interface NewServerFields extends ServerFields {
  readonly name: string;
  readonly type: ServerType;
  /** Where it comes from. Default `api`. */
  readonly source?: string | undefined;
}

/** Who changes a server. */
export interface ChangedBy {
  /** The owner may give a server more than the default sandbox does. */
  readonly isOwner: boolean;
}

/** How a server is, and how long it took to find out. */
export interface ServerHealth {
  readonly server: CatalogServer;
  readonly previousStatus: ServerStatus;
  /** Of a request to its own process; null where there was none. */
  readonly latencyMs: number | null;
  readonly error: string | null;
  /** Epoch milliseconds. */
  readonly checkedAt: number;
}

export type BulkAction = 'start' | 'stop' | 'restart' | 'delete' | 'sync';

/** What goes for one thing that is done to several servers. */
export interface BulkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Names of what the caller brings along for a server, for its `credential_requirements`. Default: nothing. */
  readonly given?: (serverId: string) => readonly string[];
}

export interface BulkResult {
  readonly serverId: string;
  /** Why it failed. */
  readonly error: string | null;
}
