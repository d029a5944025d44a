import type { Logger, McpService, UpstreamAccess } from '@gw/mcp-client';
import type { ConnectionRecord, OutsideChange, Store } from '@gw/store';
import type { Catalog } from '../catalog.ts';
import { CatalogError } from '../errors.ts';
import { maskSecret } from '../secrets/mask.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { AccessMaker } from './access-maker.ts';
import type { Connection, ConnectionInfo, NewConnectionFields } from './connection.ts';
import { checkConnection } from './connection-checks.ts';
import { ConnectionTable } from './connection-table.ts';
import { OAuthApps } from './oauth/oauth-apps.ts';
import { OAuthFlows } from './oauth/oauth-flows.ts';
import { TokenKeeper } from './oauth/token-keeper.ts';

/** What {@link Connections} work with. */
export interface ConnectionsOptions {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly catalog: Catalog;
  /** The services as they are started. */
  readonly services: () => ReadonlyMap<string, McpService>;
  /** Where users' browsers reach the gateway; never told by a request. */
  readonly publicUrl: () => string;
  /** Default: no log. */
  readonly logger?: Logger;
}

/** How often a use is written down, in milliseconds. */
const useEveryMs = 1_000;

/** Principals' own ways into servers: kept sealed, and opened only for the upstreams that they are for. */
export class Connections implements AsyncDisposable {
  /** Log-ins at servers' authorization servers. */
  readonly oauth: OAuthFlows;
  /** Servers' OAuth configurations. */
  readonly oauthApps: OAuthApps;
  readonly #options: ConnectionsOptions;
  readonly #tokens: TokenKeeper;
  readonly #table = new ConnectionTable();
  readonly #access: AccessMaker;

  private constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.oauthApps = new OAuthApps(options);
    this.#tokens = new TokenKeeper(options, this.oauthApps, () => this.#table.all());
    this.#access = new AccessMaker({ ...options, tokens: this.#tokens });
    this.oauth = new OAuthFlows(options, {
      apps: this.oauthApps,
      tokens: this.#tokens,
      find: (principal, serverId) =>
        this.#table.ofOwner(principal, serverId).findLast(({ record }) => record.credentialType === 'oauth'),
      add: record => this.#table.add(record),
    });
  }

  static async open(options: ConnectionsOptions): Promise<Connections> {
    const connections = new Connections(options);
    for (const record of await options.store.connections.all()) connections.#table.add(record);
    await connections.oauthApps.open();
    connections.#tokens.start();
    return connections;
  }

  /**
   * Makes a connection; calls of the principal's use it from the next one on.
   *
   * @param by the owner of the gateway may set any variable of a stdio server
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_INVALID`
   */
  async create(
    principal: string,
    fields: NewConnectionFields,
    by: { readonly isOwner: boolean },
  ): Promise<ConnectionInfo> {
    const { store, secrets, catalog } = this.#options;
    const { serverId, secret, credentialType, alias, username, connectionData } = fields;
    const server = catalog.server(serverId);
    const credentialNames = catalog.credentials(serverId).map(({ name }) => name);
    checkConnection(fields, { ...server, credentialNames }, by);
    const record = await store.connections.insert({
      principal,
      serverId,
      credentialType,
      alias,
      username,
      connectionData,
      headerName: fields.headerName ?? 'Authorization',
      prefix: fields.prefix ?? '',
      sealedSecret: secrets.seal(secret),
      hint: secret === '' ? '' : maskSecret(secret),
    });
    return this.#table.add(record).info;
  }

  /** A principal's, in the order in which they were made. */
  list(principal: string, { includeInvalid }: { readonly includeInvalid: boolean }): ConnectionInfo[] {
    const all = this.#table.ofPrincipal(principal);
    const shown = all.filter(({ record }) => (includeInvalid || record.isValid) && this.#hasServer(record));
    return shown.map(({ info }) => info);
  }

  /** @throws CatalogError `GW_CONNECTION_NOT_FOUND`, also where it is another's */
  get(principal: string, id: string): ConnectionInfo {
    return this.#own(principal, id).info;
  }

  /**
   * Ends its use for new calls at once.
   *
   * @throws CatalogError `GW_CONNECTION_NOT_FOUND`
   */
  async delete(principal: string, id: string): Promise<void> {
    const connection = this.#own(principal, id);
    await this.#options.store.connections.delete(id);
    this.#table.remove(connection);
  }

  /**
   * Gets new tokens for a connection that was made by OAuth.
   *
   * @throws CatalogError `GW_CONNECTION_NOT_FOUND`, `GW_CONNECTION_NOT_REFRESHABLE`, `GW_CONNECTION_NOT_REFRESHED`
   */
  async refresh(principal: string, id: string): Promise<ConnectionInfo> {
    const connection = this.#own(principal, id);
    await this.#tokens.refresh(connection);
    return connection.info;
  }

  /**
   * What a principal brings along for a service; undefined where that is nothing. The newest connection that works
   * counts; where none does, calls are told so rather than made without.
   *
   * @throws UpstreamError its secret can't be opened
   */
  of(service: string, principal: string): UpstreamAccess | undefined {
    if (!this.#table.has(principal)) return undefined;
    const serverId = this.#options.catalog.idOf(service);
    const all = serverId === undefined ? [] : this.#table.ofOwner(principal, serverId);
    const connection = all.findLast(({ record }) => record.isValid) ?? all.at(-1);
    return connection && this.#accessOf(connection, service);
  }

  /** The same for one connection, such as a bundle's; undefined where it is gone or for another server. */
  ofConnection(service: string, id: string): UpstreamAccess | undefined {
    const connection = this.#table.find(id);
    if (!connection || connection.record.serverId !== this.#options.catalog.idOf(service)) return undefined;
    return this.#accessOf(connection, service);
  }

  /** Any principal's, for whoever assigns it to something. */
  find(id: string): ConnectionInfo | undefined {
    return this.#table.find(id)?.info;
  }

  /** Names of what a principal's connections give a server, for `credential_requirements`. */
  namesFor(serverId: string, principal: string): string[] {
    return this.#table
      .ofOwner(principal, serverId)
      .filter(({ record }) => record.isValid)
      .flatMap(({ record }) => [record.credentialType, record.alias ?? [], record.headerName ?? []].flat());
  }

  /**
   * Takes up what another gateway on the same database has changed; `undefined`: anything may have been.
   *
   * @param change those that are about neither connections nor OAuth configurations change nothing here
   */
  async follow(change: OutsideChange | undefined): Promise<void> {
    const { store } = this.#options;
    if (change?.kind === 'oauthApp') return this.oauthApps.reload(change.id);
    if (change?.kind === 'connection') {
      return this.#table.renew(change.id, await store.connections.get(change.id));
    }
    if (change) return;
    await this.oauthApps.reload();
    const records = new Map((await store.connections.all()).map(record => [record.id, record]));
    const known = [...this.#table.all()].map(({ record }) => record.id);
    for (const id of new Set([...known, ...records.keys()])) this.#table.renew(id, records.get(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tokens[Symbol.asyncDispose]();
  }

  #accessOf(connection: Connection, service: string): UpstreamAccess | undefined {
    this.#used(connection);
    return this.#access.of(connection, service);
  }

  #used(connection: Connection): void {
    const now = Date.now();
    if (now - (connection.usedAt ?? 0) < useEveryMs) return;
    connection.usedAt = now;
    void this.#options.store.journal.connectionUsed(connection.record.id, now);
  }

  #own(principal: string, id: string): Connection {
    const connection = this.#table.find(id);
    if (connection?.record.principal === principal && this.#hasServer(connection.record)) return connection;
    throw new CatalogError('GW_CONNECTION_NOT_FOUND', `There is no connection ${id}`);
  }

  /** A server of the config file may be away, and come back. */
  #hasServer({ serverId }: ConnectionRecord): boolean {
    return this.#options.catalog.has(serverId);
  }
}
