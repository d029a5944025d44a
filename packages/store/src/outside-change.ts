/** What another gateway on the same database has changed. */
export interface OutsideChange {
  /** What the record is of: `server` stands for its tools, too, `bundle` for what is in it. */
  readonly kind:
    | 'server'
    | 'apiKey'
    | 'session'
    | 'bundle'
    | 'connection'
    | 'credential'
    | 'oauthApp'
    | 'skill';
  readonly id: string;
}

/** Hears of others' changes; `undefined` when some may have been missed: everything is to be read again. */
export type OutsideListener = (change: OutsideChange | undefined) => void;

/** The table of a change, the column that says which record is meant, and what kind of record that is. */
export const toldTables: readonly (readonly [table: string, column: string, kind: OutsideChange['kind']])[] =
  [
    ['servers', 'id', 'server'],
    ['tools', 'server_id', 'server'],
    ['api_keys', 'id', 'apiKey'],
    ['sessions', 'id', 'session'],
    ['bundles', 'id', 'bundle'],
    ['bundle_tools', 'bundle_id', 'bundle'],
    ['bundle_servers', 'bundle_id', 'bundle'],
    ['bundle_connections', 'bundle_id', 'bundle'],
    ['connections', 'id', 'connection'],
    ['credentials', 'server_id', 'credential'],
    ['oauth_apps', 'server_id', 'oauthApp'],
    ['skills', 'id', 'skill'],
    ['skill_attachments', 'server_id', 'skill'],
  ];
