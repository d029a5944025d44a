import {
  type Authorization,
  type Logger,
  type McpService,
  type OAuthGrant,
  OAuthRefusal,
  silentLogger,
  UpstreamHttpError,
} from '@gw/mcp-client';
import type { ConnectionRecord, Store } from '@gw/store';
import type { Catalog } from '../../catalog.ts';
import { CatalogError } from '../../errors.ts';
import { maskSecret } from '../../secrets/mask.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import type { Connection } from '../connection.ts';
import type { OAuthApps } from './oauth-apps.ts';
import { identityOf, knownServer, oauthClient } from './oauth-clients.ts';

interface TokenKeeperOptions {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly catalog: Catalog;
  readonly services: () => ReadonlyMap<string, McpService>;
  readonly logger?: Logger;
}

/** How often it is looked for tokens that are due, in milliseconds. */
const lookEveryMs = 15_000;
/** Tokens are refreshed this long before they expire, or at nine tenths of a shorter life. */
const aheadMs = 60_000;
/** A token that is refused so soon after the one before it was is not what is wrong. */
const challengeEveryMs = 5_000;
const firstPauseMs = 10_000;
const longestPauseMs = 3_600_000;
/** Codes with which an authorization server says that a refresh token is of no more use. */
const final = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'access_denied',
]);

/** Keeps tokens fresh: ahead of their expiry, once for all who ask at the same time, and sealed in the store. */
export class TokenKeeper implements AsyncDisposable {
  readonly #options: TokenKeeperOptions;
  readonly #logger: Logger;
  readonly #apps: OAuthApps;
  readonly #all: () => Iterable<Connection>;
  readonly #refreshing = new Map<string, Promise<void>>();
  /** When a connection's token was last refused and refreshed for that. */
  readonly #challengedAt = new Map<string, number>();
  readonly #opened = new WeakMap<ConnectionRecord, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TokenKeeperOptions, apps: OAuthApps, all: () => Iterable<Connection>) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#apps = apps;
    this.#all = all;
  }

  /** Begins to refresh by a timer, and to forget log-ins that nobody came back from. */
  start(): void {
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled(this.#refreshing.values());
  }

  /** What a connection's requests to its service are sent with. */
  authorization(connection: Connection, service: string): Authorization {
    return {
      headers: async () => ({ authorization: `Bearer ${await this.#token(connection, service)}` }),
      challenged: async ({ status, sent }) => {
        if (status === 403)
          throw authoriseAgain(service, 403, 'it does not reach far enough (insufficient_scope)');
        const { id } = connection.record;
        if (sent.authorization !== `Bearer ${this.#open(connection.record)}`) return true;
        if (Date.now() - (this.#challengedAt.get(id) ?? 0) < challengeEveryMs) {
          throw authoriseAgain(service, 401, 'its token was refused right after it had been refreshed');
        }
        this.#challengedAt.set(id, Date.now());
        await this.#refreshFor(connection, service);
        return true;
      },
    };
  }

  /**
   * Refreshes a connection's tokens, whether or not that is due.
   *
   * @throws CatalogError `GW_CONNECTION_NOT_REFRESHABLE`, `GW_CONNECTION_NOT_REFRESHED`
   */
  refresh(connection: Connection): Promise<void> {
    const { id } = connection.record;
    const running = this.#refreshing.get(id);
    if (running) return running;
    const refreshing = this.#refresh(connection).finally(() => this.#refreshing.delete(id));
    this.#refreshing.set(id, refreshing);
    return refreshing;
  }

  /** The columns in which tokens are kept. */
  columns(grant: OAuthGrant, before?: ConnectionRecord) {
    const { secrets } = this.#options;
    const { accessToken, refreshToken, expiresIn, scope } = grant;
    const now = Date.now();
    const lifeMs = expiresIn === undefined ? undefined : expiresIn * 1_000;
    const sealedRefreshToken = refreshToken
      ? secrets.seal(refreshToken)
      : (before?.sealedRefreshToken ?? null);
    return {
      sealedSecret: secrets.seal(accessToken),
      sealedRefreshToken,
      hint: maskSecret(accessToken),
      tokenType: 'Bearer',
      ...(scope === undefined ? {} : { scopes: scope.split(/\s+/).filter(Boolean) }),
      isValid: true,
      healthStatus: 'healthy',
      expiresAt: lifeMs === undefined ? null : now + lifeMs,
      nextRefreshAt:
        lifeMs === undefined || !sealedRefreshToken ? null : now + Math.max(lifeMs - aheadMs, lifeMs * 0.9),
      consecutiveRefreshFailures: 0,
      refreshError: null,
    };
  }

  async #token(connection: Connection, service: string): Promise<string> {
    const { isValid, refreshError, expiresAt, nextRefreshAt, sealedRefreshToken } = connection.record;
    if (!isValid) throw authoriseAgain(service, 401, refreshError ?? 'it has ended');
    const now = Date.now();
    const isOver = expiresAt !== null && now >= expiresAt;
    const isDue = sealedRefreshToken !== null && nextRefreshAt !== null && now >= nextRefreshAt;
    if (isOver) await this.#refreshFor(connection, service);
    // What still works is used where nothing better can be had.
    else if (isDue) await this.refresh(connection).catch(() => {});
    return this.#open(connection.record);
  }

  async #refreshFor(connection: Connection, service: string): Promise<void> {
    try {
      await this.refresh(connection);
    } catch (cause) {
      const why = connection.record.refreshError ?? 'it has expired, and there is nothing to refresh it with';
      throw authoriseAgain(service, 401, why, cause);
    }
  }

  async #refresh(connection: Connection): Promise<void> {
    const { record } = connection;
    const { store } = this.#options;
    const stored = await store.connections.get(record.id);
    if (!stored) throw new CatalogError('GW_CONNECTION_NOT_FOUND', `There is no connection ${record.id}`);
    if (isNewer(stored, record)) return this.#take(connection, stored);
    if (!stored.sealedRefreshToken) {
      throw new CatalogError(
        'GW_CONNECTION_NOT_REFRESHABLE',
        'The connection has no refresh token; authorise it again',
      );
    }
    try {
      const grant = await this.#grant(stored);
      const columns = { ...this.columns(grant, stored), lastRefreshedAt: Date.now() };
      // Who has logged in meanwhile has newer ones.
      const { revision } = stored;
      this.#take(connection, await store.connections.update(record.id, columns, { revision }));
    } catch (error) {
      // A refresh token may be good for one use only, and another gateway may just have used it.
      const now = await store.connections.get(record.id);
      if (now && isNewer(now, stored)) return this.#take(connection, now);
      await this.#noteFailure(connection, stored, error);
      throw new CatalogError(
        'GW_CONNECTION_NOT_REFRESHED',
        `The connection was not refreshed: ${reasonOf(error)}`,
      );
    }
  }

  async #grant({ serverId, providerName, sealedRefreshToken }: ConnectionRecord): Promise<OAuthGrant> {
    const { catalog, services, secrets } = this.#options;
    const app = this.#apps.of(serverId);
    const identity = app && identityOf(app, secrets);
    if (!app || !identity || !sealedRefreshToken) throw new OAuthRefusal('invalid_client', undefined);
    await using client = oauthClient(services().get(catalog.server(serverId).name));
    const server = await client.discover(knownServer(app));
    // Tokens of one issuer are nothing for another.
    if (server.issuer !== undefined && providerName !== server.issuer) {
      throw new OAuthRefusal('invalid_grant', undefined);
    }
    return await client.refresh(server, identity, secrets.open(sealedRefreshToken));
  }

  async #noteFailure(connection: Connection, stored: ConnectionRecord, error: unknown): Promise<void> {
    const { id, revision, consecutiveRefreshFailures } = stored;
    const failures = consecutiveRefreshFailures + 1;
    const isOver = error instanceof OAuthRefusal && final.has(error.error);
    const reason = reasonOf(error);
    const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
    this.#logger.warn({ connection: id, failures, reason }, 'Tokens could not be refreshed');
    const failed = {
      consecutiveRefreshFailures: failures,
      refreshError: isOver ? `${reason}; authorise it again` : reason,
      isValid: !isOver,
      healthStatus: isOver ? 'expired' : 'degraded',
      nextRefreshAt: isOver ? null : Date.now() + pauseMs,
    };
    const { connections } = this.#options.store;
    // What has changed since is better than what failed.
    const noted = await connections.update(id, failed, { revision }).catch(() => connections.get(id));
    this.#take(connection, noted);
  }

  #take(connection: Connection, record: ConnectionRecord | undefined): void {
    if (record) connection.record = record;
  }

  #open(record: ConnectionRecord): string {
    const known = this.#opened.get(record);
    if (known !== undefined) return known;
    const token = this.#options.secrets.open(record.sealedSecret);
    this.#opened.set(record, token);
    return token;
  }

  #look(): void {
    const now = Date.now();
    for (const connection of this.#all()) {
      const { isValid, nextRefreshAt, serverId } = connection.record;
      const isDue = isValid && nextRefreshAt !== null && nextRefreshAt <= now;
      if (isDue && this.#options.catalog.has(serverId)) this.refresh(connection).catch(() => {});
    }
    this.#options.store.oauthStates.sweep().catch(() => {});
  }
}

const isNewer = (one: ConnectionRecord, other: ConnectionRecord) =>
  one.isValid && (one.lastRefreshedAt ?? 0) > (other.lastRefreshedAt ?? 0);

function reasonOf(error: unknown): string {
  if (error instanceof OAuthRefusal) return error.message;
  return error instanceof CatalogError ? error.message : 'The authorization server could not be reached';
}

/** What a caller is told whose access has ended. */
const authoriseAgain = (service: string, status: 401 | 403, why: string, cause?: unknown) =>
  new UpstreamHttpError(
    service,
    status,
    `Service ${service} refuses the connection: ${why}; authorise it again`,
    {
      cause,
      retryable: true,
    },
  );
