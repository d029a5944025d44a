import type { OAuthAppRecord, Sealed, Store } from '@gw/store';
import type { Catalog } from '../../catalog.ts';
import { CatalogError, invalid } from '../../errors.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import { checkSecret } from '../carriers.ts';

/** How the gateway gets tokens for a server; what is left out is discovered, or registered. */
export interface OAuthConfig {
  readonly clientId?: string | null | undefined;
  /** Left out: stays as it was, for the same client. */
  readonly clientSecret?: string | null | undefined;
  readonly authorizationUrl?: string | null | undefined;
  readonly tokenUrl?: string | null | undefined;
  readonly issuer?: string | null | undefined;
  readonly scopes?: readonly string[] | null | undefined;
}

/** The same as it may be shown. */
export type OAuthAppInfo = Omit<OAuthAppRecord, 'sealedClientSecret' | 'sealedRegistrationToken'> & {
  readonly hasClientSecret: boolean;
};

/** What is known of how a client came to be. */
export interface OAuthRegistration {
  /** With whom it is registered: nobody else gets its secret. */
  readonly issuer: string;
  /** Absent: the client was registered by hand. */
  readonly redirectUrl?: string;
}

interface OAuthAppsOptions {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly catalog: Catalog;
}

/** Servers' OAuth configurations, one for each. */
export class OAuthApps {
  readonly #options: OAuthAppsOptions;
  readonly #byServer = new Map<string, OAuthAppRecord>();

  constructor(options: OAuthAppsOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for (const app of await this.#options.store.oauthApps.all()) this.#byServer.set(app.serverId, app);
  }

  /** Reads what another gateway may have changed: of one server, or of all. */
  async reload(serverId?: string): Promise<void> {
    const { store } = this.#options;
    if (serverId === undefined) {
      this.#byServer.clear();
      return this.open();
    }
    const app = await store.oauthApps.ofServer(serverId);
    if (app) this.#byServer.set(serverId, app);
    else this.#byServer.delete(serverId);
  }

  of(serverId: string): OAuthAppRecord | undefined {
    return this.#byServer.get(serverId);
  }

  /** As it may be shown; undefined where there is none. */
  info(serverId: string): OAuthAppInfo | undefined {
    const app = this.#byServer.get(serverId);
    if (!app || !this.#options.catalog.has(serverId)) return undefined;
    const { sealedClientSecret, sealedRegistrationToken: _, ...rest } = app;
    return { ...rest, hasClientSecret: sealedClientSecret !== null };
  }

  /**
   * Checks a configuration without taking it.
   *
   * @throws CatalogError `GW_INVALID`
   */
  check({ clientId, clientSecret, authorizationUrl, tokenUrl, issuer, scopes }: OAuthConfig): void {
    const { catalog } = this.#options;
    const urls = { authorization_url: authorizationUrl, token_url: tokenUrl, issuer };
    for (const [name, url] of Object.entries(urls)) {
      if (url !== undefined && url !== null) catalog.checkUrl(`/oauth_config/${name}`, url);
    }
    if (clientSecret && !clientId) {
      throw invalid('/oauth_config/client_secret', 'belongs to a client_id, which is missing');
    }
    if (clientSecret) checkSecret('/oauth_config/client_secret', clientSecret);
    const wrong = scopes?.findIndex(scope => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) ?? -1;
    if (wrong >= 0) throw invalid(`/oauth_config/scopes/${wrong}`, 'is no scope');
  }

  /** Takes a configuration in place of the one there is. @throws CatalogError as `check`, `GW_SERVER_NOT_FOUND` */
  async set(serverId: string, config: OAuthConfig): Promise<OAuthAppRecord> {
    this.check(config);
    const { store, secrets, catalog } = this.#options;
    catalog.server(serverId);
    const {
      clientId = null,
      clientSecret,
      authorizationUrl = null,
      tokenUrl = null,
      issuer = null,
      scopes = null,
    } = config;
    const known = this.#byServer.get(serverId);
    const isSameClient = known !== undefined && clientId !== null && known.clientId === clientId;
    const isSameServer = known?.issuer === issuer && known?.tokenUrl === tokenUrl;
    const keptSecret: Sealed | null = isSameClient && isSameServer ? known.sealedClientSecret : null;
    const fields = {
      serverId,
      clientId,
      sealedClientSecret:
        clientSecret === undefined ? keptSecret : clientSecret === null ? null : secrets.seal(clientSecret),
      authorizationUrl,
      tokenUrl,
      issuer,
      scopes,
      registration: null,
    };
    const changed = known
      ? await store.oauthApps.update(known.id, fields)
      : await store.oauthApps.insert(fields);
    return this.#keep(changed);
  }

  /** Notes with whom a client is registered, and the client where it was registered just now. */
  async registered(
    app: OAuthAppRecord,
    registration: OAuthRegistration,
    client?: { clientId: string; clientSecret?: string | undefined },
  ): Promise<OAuthAppRecord> {
    const { store, secrets } = this.#options;
    return this.#keep(
      await store.oauthApps.update(app.id, {
        registration: { ...registration },
        ...(client && {
          clientId: client.clientId,
          sealedClientSecret: client.clientSecret === undefined ? null : secrets.seal(client.clientSecret),
        }),
      }),
    );
  }

  /** @throws CatalogError `GW_OAUTH_NOT_CONFIGURED` */
  async delete(serverId: string): Promise<void> {
    const app = this.#byServer.get(serverId);
    if (!app) throw notConfigured();
    await this.#options.store.oauthApps.delete(app.id);
    this.#byServer.delete(serverId);
  }

  #keep(app: OAuthAppRecord | undefined): OAuthAppRecord {
    if (!app) throw notConfigured();
    this.#byServer.set(app.serverId, app);
    return app;
  }
}

export const notConfigured = () =>
  new CatalogError('GW_OAUTH_NOT_CONFIGURED', 'The server has no OAuth configuration');
