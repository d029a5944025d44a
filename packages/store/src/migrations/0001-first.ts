import { type CreateTableBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import { GENESIS } from '../audit-chain.ts';
import type { ColumnTypes } from './column-types.ts';
import type { Migration } from './migration.ts';
import { createOutsideTriggers } from './outside-triggers.ts';

/** A column's type; `!` behind it: never null. */
type Type = keyof Omit<ColumnTypes, 'tableEnd'>;
type Columns = Readonly<Record<string, Type | `${Type}!`>>;

interface Table {
  readonly columns: Columns;
  /** Absent: `id`. */
  readonly key?: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  /** Column → table whose `id` it holds; what refers goes with what it refers to, unless it may be null. */
  readonly references?: Readonly<Record<string, string>>;
  /** The same, set to null when the other goes. */
  readonly looseReferences?: Readonly<Record<string, string>>;
  readonly indexes?: readonly (readonly string[])[];
}

const entity = { id: 'text!', created_at: 'long!', updated_at: 'long!', revision: 'integer!' } as const;

const tables: Readonly<Record<string, Table>> = {
  settings: { columns: { name: 'text!', value: 'text!' }, key: ['name'] },
  servers: {
    columns: {
      ...entity,
      name: 'text!',
      display_name: 'text',
      description: 'text',
      icon_url: 'text',
      type: 'text!',
      source: 'text!',
      source_doc_url: 'text',
      config: 'json!',
      sealed_config: 'text',
      status: 'text!',
      last_error: 'text',
      stopped_by_hand: 'boolean!',
      exposure_mode: 'text!',
      pin: 'text!',
      credential_mode: 'text!',
      credential_requirements: 'json!',
      portal_visible: 'boolean!',
      portal_category: 'text',
      portal_tags: 'json!',
      last_synced_at: 'long',
    },
    unique: [['name']],
    indexes: [
      ['status', 'name'],
      ['type', 'name'],
    ],
  },
  tools: {
    columns: {
      ...entity,
      server_id: 'text!',
      name: 'text!',
      position: 'integer!',
      definition: 'json!',
      definition_hash: 'text!',
      approved_definition: 'json',
      overrides: 'json',
      corrected_schema: 'json',
      selected: 'boolean!',
      removed_at: 'long',
    },
    unique: [['server_id', 'name']],
    references: { server_id: 'servers' },
    indexes: [['server_id', 'position']],
  },
  surfaces: {
    columns: { server_id: 'text!', definition_hash: 'text!', surface: 'json!', learned_at: 'long!' },
    key: ['server_id'],
    references: { server_id: 'servers' },
  },
  credentials: {
    columns: { ...entity, server_id: 'text!', name: 'text!', sealed_value: 'text!', hint: 'text!' },
    unique: [['server_id', 'name']],
    references: { server_id: 'servers' },
  },
  oauth_apps: {
    columns: {
      ...entity,
      server_id: 'text!',
      client_id: 'text',
      sealed_client_secret: 'text',
      authorization_url: 'text',
      token_url: 'text',
      issuer: 'text',
      scopes: 'json',
      registration: 'json',
      sealed_registration_token: 'text',
    },
    unique: [['server_id']],
    references: { server_id: 'servers' },
  },
  oauth_states: {
    columns: {
      state_hash: 'text!',
      principal: 'text!',
      server_id: 'text!',
      oauth_app_id: 'text',
      redirect_uri: 'text',
      sealed_verifier: 'text!',
      issuer: 'text',
      scopes: 'json',
      connection_data: 'json',
      expires_at: 'long!',
    },
    key: ['state_hash'],
    references: { server_id: 'servers', oauth_app_id: 'oauth_apps' },
    indexes: [['expires_at'], ['server_id'], ['oauth_app_id']],
  },
  connections: {
    columns: {
      ...entity,
      principal: 'text!',
      server_id: 'text!',
      credential_type: 'text!',
      alias: 'text',
      header_name: 'text',
      prefix: 'text',
      username: 'text',
      connection_data: 'json',
      sealed_secret: 'text!',
      sealed_refresh_token: 'text',
      hint: 'text!',
      oauth_app_id: 'text',
      provider_name: 'text',
      provider_email: 'text',
      token_type: 'text!',
      scopes: 'json',
      is_valid: 'boolean!',
      health_status: 'text!',
      expires_at: 'long',
      last_refreshed_at: 'long',
      next_refresh_at: 'long',
      consecutive_refresh_failures: 'integer!',
      refresh_error: 'text',
      last_accessed_at: 'long',
    },
    references: { server_id: 'servers' },
    looseReferences: { oauth_app_id: 'oauth_apps' },
    indexes: [['principal', 'server_id', 'id'], ['server_id'], ['next_refresh_at'], ['oauth_app_id']],
  },
  api_keys: {
    columns: {
      ...entity,
      principal: 'text!',
      name: 'text!',
      description: 'text',
      prefix: 'text!',
      hash: 'text!',
      scopes: 'json',
      environment: 'text!',
      rate_limit_rpm: 'integer',
      expires_at: 'long',
      revoked_at: 'long',
      rotated_to: 'text',
      grace_ends_at: 'long',
      last_used_at: 'long',
      last_used_ip: 'text',
    },
    unique: [['prefix']],
    indexes: [['principal', 'id']],
  },
  bundles: {
    columns: {
      ...entity,
      principal: 'text!',
      name: 'text!',
      description: 'text',
      agent_id: 'text',
      sealed_key: 'text!',
      key_hash: 'text!',
    },
    unique: [['agent_id'], ['key_hash']],
    indexes: [['principal', 'id']],
  },
  bundle_tools: {
    columns: {
      ...entity,
      bundle_id: 'text!',
      tool_id: 'text!',
      override_name: 'text',
      override_description: 'text',
      enabled: 'boolean!',
      excluded: 'boolean!',
      display_order: 'integer!',
    },
    unique: [['bundle_id', 'tool_id']],
    references: { bundle_id: 'bundles', tool_id: 'tools' },
    indexes: [['bundle_id', 'display_order', 'id'], ['tool_id']],
  },
  bundle_servers: {
    columns: { bundle_id: 'text!', server_id: 'text!', created_at: 'long!' },
    key: ['bundle_id', 'server_id'],
    references: { bundle_id: 'bundles', server_id: 'servers' },
    indexes: [['server_id']],
  },
  bundle_connections: {
    columns: {
      id: 'text!',
      bundle_id: 'text!',
      server_id: 'text!',
      connection_id: 'text!',
      created_at: 'long!',
    },
    unique: [['bundle_id', 'server_id']],
    references: { bundle_id: 'bundles', server_id: 'servers', connection_id: 'connections' },
    indexes: [['server_id'], ['connection_id']],
  },
  sessions: {
    columns: {
      ...entity,
      principal: 'text!',
      server_id: 'text',
      bundle_id: 'text',
      allowed_tool_names: 'json',
      denied_tool_names: 'json',
      last_accessed_at: 'long!',
      expires_at: 'long!',
      closed_at: 'long',
    },
    // Without its server or bundle, a session would be open to all tools: it goes with them.
    references: { server_id: 'servers', bundle_id: 'bundles' },
    indexes: [['principal', 'id'], ['server_id', 'id'], ['bundle_id', 'id'], ['expires_at'], ['closed_at']],
  },
  cache_entries: {
    columns: {
      principal: 'text!',
      key: 'text!',
      value: 'text!',
      bytes: 'long!',
      expires_at: 'long',
      updated_at: 'long!',
    },
    key: ['principal', 'key'],
    indexes: [['expires_at']],
  },
  skills: {
    columns: {
      ...entity,
      principal: 'text!',
      name: 'text!',
      description: 'text',
      source_type: 'text!',
      source_url: 'text',
      server_id: 'text',
      skill_metadata: 'json!',
      skill_md_content: 'text!',
      package_size_bytes: 'long!',
      portal_visible: 'boolean!',
      portal_category: 'text',
      portal_tags: 'json!',
    },
    looseReferences: { server_id: 'servers' },
    indexes: [
      ['principal', 'id'],
      ['server_id', 'id'],
    ],
  },
  skill_files: {
    columns: { skill_id: 'text!', path: 'text!', content: 'bytes!', mode: 'integer!' },
    key: ['skill_id', 'path'],
    references: { skill_id: 'skills' },
  },
  skill_attachments: {
    columns: {
      id: 'text!',
      skill_id: 'text!',
      server_id: 'text!',
      tools_registered: 'json!',
      created_at: 'long!',
    },
    unique: [['skill_id', 'server_id']],
    references: { skill_id: 'skills', server_id: 'servers' },
    indexes: [['server_id', 'id']],
  },
  sandboxes: {
    columns: {
      ...entity,
      principal: 'text!',
      status: 'text!',
      image: 'text!',
      runtime: 'text',
      container_id: 'text',
      keeper: 'text!',
      session_key: 'text',
      memory_mb: 'integer!',
      cpu_cores: 'real!',
      disk_mb: 'integer!',
      idle_timeout_seconds: 'integer!',
      network_enabled: 'boolean!',
      sealed_env: 'text',
      exec_count: 'integer!',
      last_activity_at: 'long!',
      stopped_at: 'long',
    },
    unique: [['principal', 'session_key']],
    indexes: [['principal', 'id']],
  },
  sandbox_activity: {
    columns: { id: 'text!', sandbox_id: 'text!', kind: 'text!', data: 'json!', at: 'long!' },
    references: { sandbox_id: 'sandboxes' },
    indexes: [['sandbox_id', 'id']],
  },
  operations: {
    columns: {
      ...entity,
      principal: 'text!',
      kind: 'text!',
      status: 'text!',
      subject_id: 'text',
      progress: 'json',
      result: 'json',
      error: 'text',
      finished_at: 'long',
    },
    indexes: [
      ['status', 'id'],
      ['subject_id', 'id'],
    ],
  },
  embeddings: {
    columns: { model: 'text!', text_hash: 'text!', vector: 'bytes!' },
    key: ['model', 'text_hash'],
  },
  audit_head: { columns: { id: 'integer!', seq: 'long!', hash: 'text!' } },
  audit_records: {
    columns: {
      seq: 'long!',
      at: 'long!',
      principal: 'text!',
      key_id: 'text',
      address: 'text',
      action: 'text!',
      target_type: 'text',
      target_id: 'text',
      outcome: 'text!',
      arguments_digest: 'text',
      detail: 'json',
      previous_hash: 'text!',
      hash: 'text!',
    },
    key: ['seq'],
    indexes: [['principal', 'seq'], ['action', 'seq'], ['target_id', 'seq'], ['outcome', 'seq'], ['at']],
  },
};

/** The tables of the first release. */
export const first: Migration = {
  name: '0001-first',
  async up(db, types, kind) {
    if (kind === 'postgres') {
      // The columns compare by code points; searches fold as the database's own collation does.
      await sql`create function fold(text) returns text language sql immutable parallel safe
        as $$ select lower($1 collate "default") $$`.execute(db);
    }
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
    await sql`insert into audit_head (id, seq, hash) values (1, 0, ${GENESIS})`.execute(db);
    if (kind === 'postgres') {
      await createOutsideTriggers(db, table => 'revision' in (tables[table]?.columns ?? {}));
    }
  },
};

async function createTable(
  db: Kysely<unknown>,
  types: ColumnTypes,
  name: string,
  table: Table,
): Promise<void> {
  const { columns, key = ['id'], unique = [], references = {}, looseReferences = {}, indexes = [] } = table;
  let create: CreateTableBuilder<string, string> = db.schema.createTable(name).modifyEnd(types.tableEnd);
  for (const [column, declared] of Object.entries(columns)) {
    const type: RawBuilder<unknown> = types[declared.replace('!', '') as Type];
    create = create.addColumn(column, type as RawBuilder<string>, definition =>
      declared.endsWith('!') ? definition.notNull() : definition,
    );
  }
  create = create.addPrimaryKeyConstraint(constraintName(name, key), [...key]);
  for (const columns of unique)
    create = create.addUniqueConstraint(constraintName(name, columns), [...columns]);
  for (const [column, other] of Object.entries({ ...references, ...looseReferences })) {
    const onDelete = column in looseReferences ? 'set null' : 'cascade';
    create = create.addForeignKeyConstraint(
      `reference__${name}__${column}`,
      [column],
      other,
      ['id'],
      reference => reference.onDelete(onDelete),
    );
  }
  await create.execute();
  for (const columns of indexes) {
    await db.schema
      .createIndex(`index__${name}__${columns.join('__')}`)
      .on(name)
      .columns([...columns])
      .execute();
  }
}

/** The errors of PostgreSQL name a constraint, not its columns: so the constraint names them. */
const constraintName = (table: string, columns: readonly string[]) =>
  ['unique', table, ...columns].join('__');
