import { createHash, randomBytes } from 'node:crypto';
import {
  type Logger,
  type McpService,
  type OAuthClient,
  type OAuthGrant,
  type OAuthServer,
  silentLogger,
} from '@gw/mcp-client';
import type { ConnectionRecord, OAuthAppRecord, OAuthStateRecord, Store } from '@gw/store';
import type { Catalog } from '../../catalog.ts';
import { CatalogError, invalid } from '../../errors.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import type { Connection, ConnectionInfo } from '../connection.ts';
import { checkConnectionData } from '../connection-checks.ts';
import { notConfigured, type OAuthApps } from './oauth-apps.ts';
import { identityOf, knownServer, oauthClient, oauthFailure } from './oauth-clients.ts';
import type { TokenKeeper } from './token-keeper.ts';

interface OAuthFlowsOptions {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly catalog: Catalog;
  readonly services: () => ReadonlyMap<string, McpService>;
  readonly publicUrl: () => string;
  readonly logger?: Logger;
}

interface Parts {
  readonly apps: OAuthApps;
  readonly tokens: TokenKeeper;
  /** The principal's connection to a server that was made by OAuth. */
  find(principal: string, serverId: string): Connection | undefined;
  add(record: ConnectionRecord): Connection;
}

/** A log-in that is to begin. */
export interface OAuthRequest {
  readonly serverId: string;
  /** Default: the server's, made where there is none. */
  readonly appId?: string | undefined;
  /** Default: those of the configuration, or else those that the server takes. */
  readonly scopes?: readonly string[] | undefined;
  /** Where the user goes on to when all is done. */
  readonly redirectUri?: string | undefined;
  readonly connectionData?: Readonly<Record<string, unknown>> | undefined;
}

/** A log-in that has ended well. */
export interface FinishedLogin {
  readonly connection: ConnectionInfo;
  readonly serverName: string;
  readonly redirectUri: string | null;
}

/** What is kept of a log-in under way, sealed. */
interface SealedFlow {
  readonly codeVerifier: string;
  readonly server: OAuthServer;
  readonly redirectUrl: string;
}

/** What a user gets to log in. */
const loginMs = 10 * 60_000;
/** Where authorization servers send users back to. */
export const callbackPath = '/oauth/callback';
/** Where authorization servers read who the gateway is. */
export const clientMetadataPath = '/oauth/client-metadata.json';

/** Log-ins at the authorization servers of upstreams: they begin with a request, and end in a browser. */
export class OAuthFlows {
  readonly #options: OAuthFlowsOptions;
  readonly #parts: Parts;

  constructor(options: OAuthFlowsOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Who the gateway is to authorization servers that read it (client id metadata documents). */
  get clientMetadata() {
    const url = this.#options.publicUrl();
    return {
      client_id: `${url}${clientMetadataPath}`,
      client_name: 'MCP gateway',
      client_uri: url,
      redirect_uris: [`${url}${callbackPath}`],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }

  /**
   * Begins a log-in: where the principal is to go, and the `state` that comes back.
   *
   * @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_OAUTH_NOT_CONFIGURED`, `GW_OAUTH_FAILED`, `GW_INVALID`
   */
  async begin(
    principal: string,
    request: OAuthRequest,
  ): Promise<{ authorizationUrl: string; state: string }> {
    const { catalog, services, secrets, store } = this.#options;
    const { serverId, redirectUri, connectionData } = request;
    const { name } = catalog.server(serverId);
    checkConnectionData(connectionData);
    if (redirectUri !== undefined && !/^https?:$/.test(URL.parse(redirectUri)?.protocol ?? '')) {
      throw invalid('/redirect_uri', 'must be a URL that begins with http:// or https://');
    }
    const app = await this.#app(request);
    try {
      await using client = oauthClient(services().get(name));
      const server = await client.discover(knownServer(app));
      const scope = scopeOf(request, app, server);
      const redirectUrl = `${this.#options.publicUrl()}${callbackPath}`;
      const identity = await this.#identity(client, server, { app, redirectUrl, scope });
      const state = randomBytes(32).toString('base64url');
      const { url, codeVerifier } = await client.begin(server, identity, { redirectUrl, scope, state });
      const flow: SealedFlow = { codeVerifier, server, redirectUrl };
      await store.oauthStates.put({
        stateHash: hashOf(state),
        principal,
        serverId,
        oauthAppId: app.id,
        redirectUri: redirectUri ?? null,
        sealedVerifier: secrets.seal(JSON.stringify(flow)),
        issuer: server.issuer ?? null,
        scopes: scope?.split(' ') ?? null,
        connectionData: connectionData ?? null,
        expiresAt: Date.now() + loginMs,
      });
      return { authorizationUrl: url.href, state };
    } catch (error) {
      throw this.#told(error, serverId);
    }
  }

  /**
   * Ends a log-in by what came back from its authorization server; each `state` is good once.
   *
   * @throws CatalogError `GW_OAUTH_STATE`, `GW_OAUTH_REFUSED`, `GW_OAUTH_FAILED`
   */
  async finish(parameters: URLSearchParams): Promise<FinishedLogin> {
    const { catalog, store } = this.#options;
    const state = parameters.get('state');
    const isOurs = state !== null && /^[\w-]{43}$/.test(state);
    const taken = isOurs ? await store.oauthStates.take(hashOf(state)) : undefined;
    if (!taken || !catalog.has(taken.serverId)) {
      throw new CatalogError(
        'GW_OAUTH_STATE',
        'This log-in was not begun here, has ended already, or took too long',
      );
    }
    const code = parameters.get('code');
    if (code === null) throw new CatalogError('GW_OAUTH_REFUSED', 'Access was not granted at the log-in');
    try {
      const { grant, server } = await this.#exchange(taken, code, parameters.get('iss') ?? undefined);
      const connection = await this.#keep(taken, server, grant);
      const serverName = catalog.server(taken.serverId).name;
      return { connection: connection.info, serverName, redirectUri: taken.redirectUri };
    } catch (error) {
      throw this.#told(error, taken.serverId);
    }
  }

  async #app({ serverId, appId }: OAuthRequest): Promise<OAuthAppRecord> {
    const known = this.#parts.apps.of(serverId);
    if (known && (appId === undefined || known.id === appId)) return known;
    if (appId !== undefined) throw notConfigured();
    return this.#parts.apps.set(serverId, {});
  }

  /** A client that was given by hand, or was registered here with this very issuer and redirect URL. */
  async #identity(
    client: OAuthClient,
    server: OAuthServer,
    { app, redirectUrl, scope }: { app: OAuthAppRecord; redirectUrl: string; scope: string | undefined },
  ) {
    const { apps } = this.#parts;
    const issuer = server.issuer ?? '';
    const registration = app.registration as { issuer?: string; redirectUrl?: string } | null;
    const known = identityOf(app, this.#options.secrets);
    const isByHand = known && registration?.redirectUrl === undefined;
    if (isByHand) {
      if (!registration && server.issuer) await apps.registered(app, { issuer: server.issuer });
      return known;
    }
    if (known && registration?.issuer === issuer && registration.redirectUrl === redirectUrl) return known;
    const publicUrl = this.#options.publicUrl();
    const registered = await client.register(server, {
      redirectUrl,
      scope,
      clientName: 'MCP gateway',
      metadataUrl: publicUrl.startsWith('https:') ? `${publicUrl}${clientMetadataPath}` : undefined,
    });
    await apps.registered(app, { issuer, redirectUrl }, registered);
    return registered;
  }

  async #exchange(taken: OAuthStateRecord, code: string, iss: string | undefined) {
    const { catalog, services, secrets } = this.#options;
    const { codeVerifier, server, redirectUrl } = JSON.parse(
      secrets.open(taken.sealedVerifier),
    ) as SealedFlow;
    const app = this.#parts.apps.of(taken.serverId);
    const identity = app && identityOf(app, secrets);
    if (!identity || app.id !== taken.oauthAppId) throw notConfigured();
    await using client = oauthClient(services().get(catalog.server(taken.serverId).name));
    const grant = await client.exchange(server, identity, { code, iss, codeVerifier, redirectUrl });
    return { grant, server };
  }

  /** A principal has one connection by OAuth to a server: who logs in again renews it. */
  async #keep(taken: OAuthStateRecord, server: OAuthServer, grant: OAuthGrant): Promise<Connection> {
    const { store } = this.#options;
    const { principal, serverId, oauthAppId, connectionData, scopes } = taken;
    const columns = {
      scopes,
      ...this.#parts.tokens.columns(grant),
      oauthAppId,
      connectionData,
      providerName: server.issuer ?? new URL(server.metadata.token_endpoint).origin,
      providerEmail: emailIn(grant.idToken),
    };
    const known = this.#parts.find(principal, serverId);
    const renewed =
      known && (await store.connections.update(known.record.id, { ...columns, lastRefreshedAt: Date.now() }));
    if (known && renewed) {
      known.record = renewed;
      known.generation++;
      return known;
    }
    const record = await store.connections.insert({
      ...columns,
      principal,
      serverId,
      credentialType: 'oauth',
      headerName: 'Authorization',
      prefix: 'Bearer ',
    });
    return this.#parts.add(record);
  }

  #told(error: unknown, serverId: string): unknown {
    const told = oauthFailure(error);
    if (told !== error) {
      const reason = told instanceof Error ? told.message : undefined;
      (this.#options.logger ?? silentLogger).warn({ serverId, reason }, 'A log-in for a server failed');
    }
    return told;
  }
}

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex');

/** What keeps working without its user is asked for where that can be had. */
function scopeOf({ scopes }: OAuthRequest, app: OAuthAppRecord, server: OAuthServer): string | undefined {
  const wanted = new Set(scopes ?? app.scopes ?? server.scopes);
  if (wanted.size === 0) return undefined;
  if (server.metadata.scopes_supported?.includes('offline_access')) wanted.add('offline_access');
  return [...wanted].join(' ');
}

/** Comes from the token endpoint itself, over TLS: for people to read, and nothing is decided by it. */
function emailIn(idToken: string | undefined): string | null {
  try {
    const payload = Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString();
    const { email } = JSON.parse(payload) as { email?: unknown };
    return typeof email === 'string' ? email.slice(0, 320) : null;
  } catch {
    return null;
  }
}
