import { type Logger, type McpService, type UpstreamAccess, UpstreamError } from '@gw/mcp-client';
import type { ConnectionRecord, OutsideChange, Store } from '@gw/store';
import type { Catalog } from '../catalog.ts';
import { CatalogError } from '../errors.ts';
import { maskSecret } from '../secrets/mask.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { Connection, type ConnectionInfo, carriedValue, type NewConnectionFields } from './connection.ts';
import { checkConnection } from './connection-checks.ts';
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
  readonly #byId = new Map<string, Connection>();
  /** By principal and server, the newest last. */
  readonly #byOwner = new Map<string, Map<string, Connection[]>>();
  readonly #access = new WeakMap<ConnectionRecord, UpstreamAccess>();
  readonly #usedAt = new Map<string, number>();

  private constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.oauthApps = new OAuthApps(options);
    this.#tokens = new TokenKeeper(options, this.oauthApps, () => this.#byId.values());
    this.oauth = new OAuthFlows(options, {
      apps: this.oauthApps,
      tokens: this.#tokens,
      find: (principal, serverId) =>
        this.#ofOwner(principal, serverId).findLast(({ record }) => record.credentialType === 'oauth'),
      add: record => this.#add(record),
    });
  }

  static async open(options: ConnectionsOptions): Promise<Connections> {
    const connections = new Connections(options);
    for (const record of await options.store.connections.all()) connections.#add(record);
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
    return this.#add(record).info;
  }

  /** A principal's, in the order in which they were made. */
  list(principal: string, { includeInvalid }: { readonly includeInvalid: boolean }): ConnectionInfo[] {
    const all = [...(this.#byOwner.get(principal)?.values() ?? [])].flat();
    const shown = all.filter(({ record }) => (includeInvalid || record.isValid) && this.#hasServer(record));
    return shown.map(({ info }) => info).sort((one, other) => (one.id < other.id ? -1 : 1));
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
    this.#remove(connection);
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
    const ofPrincipal = this.#byOwner.get(principal);
    const serverId = ofPrincipal && this.#options.catalog.idOf(service);
    const all = serverId === undefined ? undefined : ofPrincipal?.get(serverId);
    const connection = all?.findLast(({ record }) => record.isValid) ?? all?.at(-1);
    return connection && this.#accessOf(connection, service);
  }

  /** The same for one connection, such as a bundle's; undefined where it is gone or for another server. */
  ofConnection(service: string, id: string): UpstreamAccess | undefined {
    const connection = this.#byId.get(id);
    if (!connection || connection.record.serverId !== this.#options.catalog.idOf(service)) return undefined;
    return this.#accessOf(connection, service);
  }

  /** Any principal's, for whoever assigns it to something. */
  find(id: string): ConnectionInfo | undefined {
    return this.#byId.get(id)?.info;
  }

  /** Names of what a principal's connections give a server, for `credential_requirements`. */
  namesFor(serverId: string, principal: string): string[] {
    return this.#ofOwner(principal, serverId)
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
    if (change?.kind === 'connection') return this.#renew(change.id, await store.connections.get(change.id));
    if (change) return;
    await this.oauthApps.reload();
    const records = new Map((await store.connections.all()).map(record => [record.id, record]));
    for (const id of new Set([...this.#byId.keys(), ...records.keys()])) this.#renew(id, records.get(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tokens[Symbol.asyncDispose]();
  }

  #accessOf(connection: Connection, service: string): UpstreamAccess | undefined {
    const { record } = connection;
    if (record.credentialType === 'none') return undefined;
    this.#used(record.id);
    const known = this.#access.get(record);
    if (known) return known;
    const access = this.#makeAccess(connection, service);
    this.#access.set(record, access);
    return access;
  }

  #makeAccess(connection: Connection, service: string): UpstreamAccess {
    const { record } = connection;
    const { secrets, services } = this.#options;
    const key = `${record.id}.${connection.generation}`;
    if (record.credentialType === 'oauth') {
      return { key, authorization: this.#tokens.authorization(connection, service) };
    }
    const isRemote = services().get(service)?.url !== undefined;
    let secret: string;
    try {
      secret = secrets.open(record.sealedSecret);
    } catch (cause) {
      const why = 'the secret of the connection can not be opened with the key that the gateway has';
      throw new UpstreamError(
        'GW_UPSTREAM_START_FAILED',
        service,
        `Service ${service} can not be used: ${why}`,
        {
          cause,
        },
      );
    }
    const carried = { [record.headerName ?? 'Authorization']: carriedValue(record, secret, isRemote) };
    return isRemote ? { key, headers: carried } : { key, env: carried };
  }

  #used(id: string): void {
    const now = Date.now();
    if (now - (this.#usedAt.get(id) ?? 0) < useEveryMs) return;
    this.#usedAt.set(id, now);
    void this.#options.store.journal.connectionUsed(id, now);
  }

  #own(principal: string, id: string): Connection {
    const connection = this.#byId.get(id);
    if (connection?.record.principal === principal && this.#hasServer(connection.record)) return connection;
    throw new CatalogError('GW_CONNECTION_NOT_FOUND', `There is no connection ${id}`);
  }

  /** A server of the config file may be away, and come back. */
  #hasServer({ serverId }: ConnectionRecord): boolean {
    return this.#options.catalog.has(serverId);
  }

  #ofOwner(principal: string, serverId: string): readonly Connection[] {
    return this.#byOwner.get(principal)?.get(serverId) ?? [];
  }

  #renew(id: string, record: ConnectionRecord | undefined): void {
    const known = this.#byId.get(id);
    if (!record) {
      if (known) this.#remove(known);
    } else if (!known) this.#add(record);
    else if (record.revision > known.record.revision) {
      // Who has logged in anew may be somebody else there.
      if (record.providerEmail !== known.record.providerEmail) known.generation++;
      known.record = record;
    }
  }

  #add(record: ConnectionRecord): Connection {
    const connection = new Connection(record);
    this.#byId.set(record.id, connection);
    const ofPrincipal = this.#byOwner.get(record.principal) ?? new Map<string, Connection[]>();
    this.#byOwner.set(record.principal, ofPrincipal);
    ofPrincipal.set(record.serverId, [...(ofPrincipal.get(record.serverId) ?? []), connection]);
    return connection;
  }

  #remove(connection: Connection): void {
    const { id, principal, serverId } = connection.record;
    this.#byId.delete(id);
    this.#usedAt.delete(id);
    const ofPrincipal = this.#byOwner.get(principal);
    const left = this.#ofOwner(principal, serverId).filter(one => one !== connection);
    if (left.length > 0) ofPrincipal?.set(serverId, left);
    else ofPrincipal?.delete(serverId);
    if (ofPrincipal?.size === 0) this.#byOwner.delete(principal);
  }
}
