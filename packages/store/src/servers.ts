import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import type { Sealed } from './sealed.ts';
import { containsWords } from './search.ts';
import { type Page, readWindow, type Window } from './window.ts';

export type ServerType = 'stdio' | 'streamable_http' | 'sse' | 'local';
export type ServerStatus = 'stopped' | 'starting' | 'running' | 'error';

/**
 * What becomes of a tool that is another one than was approved: `warn` offers it and tells, `hold` holds it back until it
 * is approved, `off` takes it as it is.
 */
export type PinPolicy = 'warn' | 'hold' | 'off';

/** A server, of the configuration file or of the API. */
export interface ServerRecord extends Entity {
  /** Unique: the prefix of its tools' qualified names. */
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly iconUrl: string | null;
  readonly type: ServerType;
  /** Where it comes from: `config`, `api`, `catalog:npm`… */
  readonly source: string;
  readonly sourceDocUrl: string | null;
  /** How it is reached, without anything secret. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What of the configuration is secret: environment, headers. */
  readonly sealedConfig: Sealed | null;
  readonly status: ServerStatus;
  readonly lastError: string | null;
  /** Stopped by somebody: it doesn't start by itself, not after a restart of the gateway either. */
  readonly stoppedByHand: boolean;
  readonly exposureMode: 'all' | 'selected';
  /** What becomes of its tools when they change. */
  readonly pin: PinPolicy;
  readonly credentialMode: string;
  readonly credentialRequirements: readonly Readonly<Record<string, unknown>>[];
  readonly portalVisible: boolean;
  readonly portalCategory: string | null;
  readonly portalTags: readonly string[];
  /** When its tools were last read, in epoch milliseconds. */
  readonly lastSyncedAt: number | null;
}

const defaults = {
  source: 'api',
  config: {},
  status: 'stopped',
  stoppedByHand: false,
  exposureMode: 'all',
  pin: 'hold',
  credentialMode: 'none',
  credentialRequirements: [],
  portalVisible: false,
  portalTags: [],
} satisfies Partial<ServerRecord>;

type Defaulted = keyof typeof defaults;
export type NewServer = New<ServerRecord, Defaulted>;

export interface ServerFilter {
  /** Words that all occur in name, display name or description. */
  readonly search?: string | undefined;
  readonly status?: ServerStatus | undefined;
  readonly type?: ServerType | undefined;
}

export class Servers extends Entities<'servers', Defaulted> {
  constructor(access: Access) {
    super(access, 'servers', defaults);
  }

  async findByName(name: string): Promise<ServerRecord | undefined> {
    return this.db.selectFrom('servers').selectAll().where('name', '=', name).executeTakeFirst();
  }

  /** By name. */
  async list({ search, status, type }: ServerFilter, window: Window): Promise<Page<ServerRecord>> {
    let query = this.db.selectFrom('servers').selectAll().orderBy('name');
    if (status) query = query.where('status', '=', status);
    if (type) query = query.where('type', '=', type);
    if (search) query = query.where(containsWords(['name', 'displayName', 'description'], search));
    return readWindow(query, window);
  }

  /** Every server, by name: what a start reads. */
  async all(): Promise<ServerRecord[]> {
    return this.db.selectFrom('servers').selectAll().orderBy('name').execute();
  }
}
