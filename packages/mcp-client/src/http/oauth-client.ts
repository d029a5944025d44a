import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
  OAuthTokens,
} from '@modelcontextprotocol/client';
import { UpstreamError } from '../errors.ts';
import { createGuardedFetch, type GuardedFetch, type SimpleFetch } from './guarded-fetch.ts';

/** What is known of an authorization server beforehand; the rest is discovered. */
export interface KnownOAuthServer {
  readonly issuer?: string | undefined;
  readonly authorizationUrl?: string | undefined;
  readonly tokenUrl?: string | undefined;
}

/** An authorization server, as plain JSON. Nothing secret. */
export interface OAuthServer {
  /** Absent: nothing tells who it is, and answers that name an issuer are refused. */
  readonly issuer?: string;
  /** RFC 8414. */
  readonly metadata: AuthorizationServerMetadata;
  /** What tokens are asked for. Source: RFC 8707. */
  readonly resource?: string;
  /** What the protected resource says that it takes. */
  readonly scopes: readonly string[];
}

/** Who the gateway is to an authorization server. */
export interface OAuthIdentity {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
}

/** How a gateway introduces itself. */
export interface OAuthIntroduction {
  /** Where users are sent back to. */
  readonly redirectUrl: string;
  /** Shown to users. */
  readonly clientName: string;
  /** An `https:` URL at which our metadata is, for servers that take it as the client's id. */
  readonly metadataUrl?: string | undefined;
  readonly scope?: string | undefined;
}

/** Tokens as they came. Secret. */
export interface OAuthGrant {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Lifetime of the access token, in seconds. */
  readonly expiresIn?: number | undefined;
  readonly scope?: string | undefined;
  readonly tokenType: string;
  /** A token about the user, where one was asked for. */
  readonly idToken?: string | undefined;
}

/** An authorization server refused; `error` is its code, as RFC 6749 has them. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly error: string;

  constructor(error: string, cause: unknown) {
    super(`The authorization server refused: ${error}`, { cause });
    this.error = error;
  }
}

/** The service whose server is the protected resource. */
export interface OAuthResource {
  readonly name: string;
  readonly url: string;
  readonly allowPrivateAddresses: readonly string[];
}

/**
 * The steps of OAuth 2.1 towards one service's authorization server, each by itself, for log-ins that begin and end at
 * different times. Reaches allowed addresses only.
 *
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
 */
export class OAuthClient implements AsyncDisposable {
  readonly #resource: OAuthResource;
  readonly #guard: GuardedFetch;
  readonly #fetch: SimpleFetch;

  /** @throws TypeError `allowPrivateAddresses` hold what is no address */
  constructor(resource: OAuthResource) {
    this.#resource = resource;
    this.#guard = createGuardedFetch(resource);
    this.#fetch = this.#guard.fetch;
  }

  /**
   * Finds the authorization server: the one that is known, or else the one that the protected resource names.
   *
   * @throws UpstreamError it can't be reached, or may not be
   * @throws OAuthRefusal `invalid_server`: there is none that can be used
   */
  async discover(known: KnownOAuthServer): Promise<OAuthServer> {
    const { resource, authorizationServers, scopes } = await this.#protectedResource();
    const { issuer, authorizationUrl, tokenUrl } = known;
    const endpoints = {
      ...(authorizationUrl === undefined ? {} : { authorization_endpoint: authorizationUrl }),
      ...(tokenUrl === undefined ? {} : { token_endpoint: tokenUrl }),
    };
    const common = { scopes, ...(resource === undefined ? {} : { resource }) };
    const isComplete = authorizationUrl !== undefined && tokenUrl !== undefined;
    if (isComplete && issuer === undefined) {
      return {
        metadata: { ...bareMetadata, issuer: '', ...endpoints } as AuthorizationServerMetadata,
        ...common,
      };
    }
    const place = issuer ?? authorizationServers[0] ?? new URL('/', this.#resource.url).href;
    const found = await this.#guarded(async sdk =>
      sdk.discoverAuthorizationServerMetadata(place, { fetchFn: this.#fetch }),
    );
    if (!found && !(isComplete && issuer !== undefined)) {
      throw new OAuthRefusal(
        'invalid_server',
        new Error(`No metadata of an authorization server at ${place}`),
      );
    }
    const metadata = {
      ...bareMetadata,
      issuer: place,
      ...found,
      ...endpoints,
    } as AuthorizationServerMetadata;
    return { issuer: metadata.issuer, metadata, ...common };
  }

  /** Gets an identity: the URL of our metadata where that is taken, or else by registration (RFC 7591). */
  async register(
    { metadata }: OAuthServer,
    { redirectUrl, clientName, metadataUrl, scope }: OAuthIntroduction,
  ): Promise<OAuthIdentity> {
    if (metadataUrl !== undefined && metadata.client_id_metadata_document_supported === true) {
      return { clientId: metadataUrl };
    }
    const registered = await this.#guarded(sdk =>
      sdk.registerClient(metadata.issuer, {
        metadata,
        clientMetadata: {
          client_name: clientName,
          redirect_uris: [redirectUrl],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
        ...(scope === undefined ? {} : { scope }),
        fetchFn: this.#fetch,
      }),
    );
    return { clientId: registered.client_id, clientSecret: registered.client_secret };
  }

  /** Where a user is to log in, and what proves later that it was us who asked. */
  async begin(
    { metadata, resource }: OAuthServer,
    identity: OAuthIdentity,
    { redirectUrl, scope, state }: { redirectUrl: string; scope?: string | undefined; state: string },
  ): Promise<{ url: URL; codeVerifier: string }> {
    const begun = await this.#guarded(sdk =>
      sdk.startAuthorization(metadata.issuer, {
        metadata,
        clientInformation: informationOf(identity),
        redirectUrl,
        state,
        ...(scope === undefined ? {} : { scope }),
        ...(resource === undefined ? {} : { resource }),
      }),
    );
    return { url: begun.authorizationUrl, codeVerifier: begun.codeVerifier };
  }

  /** Exchanges what came back from a log-in for tokens; the issuer that it names must be the one that was asked. */
  async exchange(
    { issuer, metadata, resource }: OAuthServer,
    identity: OAuthIdentity,
    answer: { code: string; iss?: string | undefined; codeVerifier: string; redirectUrl: string },
  ): Promise<OAuthGrant> {
    const { code, iss, codeVerifier, redirectUrl } = answer;
    const tokens = await this.#guarded(sdk =>
      sdk.exchangeAuthorization(metadata.issuer, {
        metadata,
        clientInformation: informationOf(identity),
        authorizationCode: code,
        codeVerifier,
        redirectUri: redirectUrl,
        ...(iss === undefined || issuer === undefined ? {} : { iss }),
        ...(resource === undefined ? {} : { resource }),
        fetchFn: this.#fetch,
      }),
    );
    return grantOf(tokens);
  }

  async refresh(
    { metadata, resource }: OAuthServer,
    identity: OAuthIdentity,
    refreshToken: string,
  ): Promise<OAuthGrant> {
    const tokens = await this.#guarded(sdk =>
      sdk.refreshAuthorization(metadata.issuer, {
        metadata,
        clientInformation: informationOf(identity),
        refreshToken,
        ...(resource === undefined ? {} : { resource }),
        fetchFn: this.#fetch,
      }),
    );
    return grantOf(tokens);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#guard[Symbol.asyncDispose]();
  }

  /** RFC 9728; a server that says nothing of itself may still be protected. */
  async #protectedResource() {
    const { url } = this.#resource;
    try {
      const sdk = await import('@modelcontextprotocol/client');
      const found = await sdk.discoverOAuthProtectedResourceMetadata(url, {}, this.#fetch);
      const isOurs = sdk.checkResourceAllowed({ requestedResource: url, configuredResource: found.resource });
      return {
        resource: isOurs ? found.resource : undefined,
        authorizationServers: found.authorization_servers ?? [],
        scopes: found.scopes_supported ?? [],
      };
    } catch (error) {
      if (error instanceof UpstreamError && error.code === 'GW_UPSTREAM_ADDRESS_REFUSED') throw error;
      return { resource: undefined, authorizationServers: [], scopes: [] };
    }
  }

  /** What the official functions throw may quote the answers of servers: of that, only codes are told. */
  async #guarded<R>(step: (sdk: typeof import('@modelcontextprotocol/client')) => Promise<R>): Promise<R> {
    const sdk = await import('@modelcontextprotocol/client');
    try {
      return await step(sdk);
    } catch (cause) {
      if (cause instanceof UpstreamError || cause instanceof OAuthRefusal) throw cause;
      if (cause instanceof sdk.OAuthError) throw new OAuthRefusal(plainCode(cause.code), undefined);
      throw new OAuthRefusal('invalid_server', cause);
    }
  }
}

/** What servers that say nothing of themselves are taken to know. */
const bareMetadata = {
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
};

/** A code of RFC 6749; a server could put anything there. */
const plainCode = (code: unknown): string =>
  typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : 'invalid_answer';

const informationOf = ({ clientId, clientSecret }: OAuthIdentity): OAuthClientInformationMixed => ({
  client_id: clientId,
  ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
});

const grantOf = (tokens: OAuthTokens): OAuthGrant => ({
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token,
  expiresIn: tokens.expires_in,
  scope: tokens.scope,
  tokenType: tokens.token_type,
  idToken: tokens.id_token,
});
