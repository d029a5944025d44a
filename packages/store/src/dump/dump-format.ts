import type { Database } from '../database.ts';

/** The first line of a dump. */
export interface DumpHeader {
  readonly format: 'mcp-gateway-store';
  readonly version: 1;
  /** The newest migration of the database that it came from. */
  readonly schema: string;
  /** ISO 8601, in UTC. */
  readonly exportedAt: string;
}

/** A value of a row: JSON columns are the text that is kept, bytes are written in base64. */
export type DumpValue = string | number | boolean | null | { readonly base64: string };

/** A line in between. */
export interface DumpRow {
  readonly table: keyof Database;
  readonly row: Readonly<Record<string, DumpValue>>;
}

/** The last line: a dump without it was cut off. */
export interface DumpEnd {
  readonly end: {
    readonly rows: number;
    /** SHA-256 of all lines before, their ends included, in hexadecimal. */
    readonly sha256: string;
  };
}

/** What tells the rows of a table apart; a table comes after those that it refers to. */
export const tableKeys = {
  settings: ['name'],
  servers: ['id'],
  tools: ['id'],
  surfaces: ['serverId'],
  credentials: ['id'],
  oauthApps: ['id'],
  oauthStates: ['stateHash'],
  connections: ['id'],
  apiKeys: ['id'],
  bundles: ['id'],
  bundleTools: ['id'],
  bundleServers: ['bundleId', 'serverId'],
  bundleConnections: ['id'],
  sessions: ['id'],
  cacheEntries: ['principal', 'key'],
  skills: ['id'],
  skillFiles: ['skillId', 'path'],
  skillAttachments: ['id'],
  sandboxes: ['id'],
  sandboxActivity: ['id'],
  operations: ['id'],
  embeddings: ['model', 'textHash'],
  auditRecords: ['seq'],
  auditHead: ['id'],
} as const satisfies { readonly [T in keyof Database]: readonly (keyof Database[T])[] };

/** All tables, those that others refer to first. */
export const tableNames = Object.keys(tableKeys) as (keyof Database)[];
