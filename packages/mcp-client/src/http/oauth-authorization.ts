import type { AuthOptions } from '@modelcontextprotocol/client';
import { UpstreamError, UpstreamHttpError } from '../errors.ts';
import { AddressGuard } from './address-guard.ts';
import type { Authorization, AuthorizationChallenge } from './authorization.ts';
import { Dialer } from './dialer.ts';
import { guardedFetch, type SimpleFetch } from './guarded-fetch.ts';
import { type OAuthClientSettings, OAuthProvider } from './oauth-provider.ts';
import type { OAuthStore } from './oauth-store.ts';

const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 10_000;

export interface OAuthAuthorizationOptions extends OAuthClientSettings {
  /** The service whose server is the protected resource. */
  readonly service: {
    readonly name: string;
    readonly url: string | undefined;
    readonly allowPrivateAddresses: readonly string[];
  };
  readonly store: OAuthStore;
  /**
   * Has a user log in at a URL. Resolves with the parameters that came back to the redirect URL, or with `undefined`
   * when they will come later: {@link OAuthAuthorization.finish}. Until then calls fail with 401.
   */
  readonly logIn: (url: URL) => Promise<URLSearchParams | undefined>;
}

/**
 * Credentials by OAuth 2.1, as MCP's authorization says: discovered from the server's refusal, renewed, widened where
 * the server wants more scopes, and kept in a store.
 */
export interface OAuthAuthorization extends Authorization, AsyncDisposable {
  /**
   * Ends a log-in.
   *
   * @param parameters what the authorization server has sent to the redirect URL
   * @throws UpstreamError the log-in failed, or isn't the one that was begun
   */
  finish(parameters: URLSearchParams): Promise<void>;
}

/**
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
 *
 * @throws TypeError the service has no URL, or its `allowPrivateAddresses` hold what is no address
 */
export function createOAuthAuthorization(options: OAuthAuthorizationOptions): OAuthAuthorization {
  return new StoredOAuth(options);
}

class StoredOAuth implements OAuthAuthorization {
  readonly #options: OAuthAuthorizationOptions;
  readonly #provider: OAuthProvider;
  readonly #dialer: Dialer;
  readonly #fetch: SimpleFetch;
  #loading: Promise<void> | undefined;
  #renewing: Promise<boolean> | undefined;

  constructor(options: OAuthAuthorizationOptions) {
    const { service, store } = options;
    this.#options = options;
    this.#provider = new OAuthProvider(options, store);
    this.#dialer = new Dialer({
      service: service.name,
      guard: new AddressGuard(service.allowPrivateAddresses),
      origin: new URL(service.url ?? '').origin,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      maxConnections: MAX_CONNECTIONS,
    });
    this.#fetch = guardedFetch(service.name, this.#dialer);
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    this.#loading ??= this.#provider.reload();
    await this.#loading;
    return this.#credentials();
  }

  /** One renewal for all that ask at once. */
  challenged(challenge: AuthorizationChallenge): Promise<boolean> {
    this.#renewing ??= this.#renew(challenge).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async finish(parameters: URLSearchParams): Promise<void> {
    await this.#provider.reload();
    const code = parameters.get('code');
    const { expectedState } = this.#provider;
    if (expectedState === undefined || parameters.get('state') !== expectedState) {
      throw this.#failure('got the end of a log-in that was not begun here, or has ended already');
    }
    if (code === null) throw this.#failure('was not allowed access at the log-in');
    const iss = parameters.get('iss');
    const authorizationCode = { authorizationCode: code, ...(iss === null ? {} : { iss }) };
    await this.#provider.finishing(() => this.#authorize(authorizationCode));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dialer.close();
  }

  #credentials(): Record<string, string> {
    const token = this.#provider.tokens()?.access_token;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  async #renew({ status, wwwAuthenticate, sent }: AuthorizationChallenge): Promise<boolean> {
    await this.#provider.reload();
    const { authorization } = this.#credentials();
    // Somebody has renewed the credentials since they were sent.
    if (authorization !== undefined && authorization !== sent.authorization) return true;
    if (this.#provider.isLoggingIn) return false;
    const sdk = await import('@modelcontextprotocol/client');
    const headers = new Headers(wwwAuthenticate === undefined ? {} : { 'www-authenticate': wwwAuthenticate });
    const { resourceMetadataUrl, scope } = sdk.extractWWWAuthenticateParams(new Response(null, { headers }));
    const granted = this.#provider.tokens()?.scope;
    // What was granted before stays wanted; a refresh can't widen it.
    const wanted = status === 403 ? sdk.computeScopeUnion(granted, scope) : scope;
    const authorized = await this.#authorize({
      ...(resourceMetadataUrl ? { resourceMetadataUrl } : {}),
      ...(wanted === undefined ? {} : { scope: wanted }),
      forceReauthorization: status === 403 && sdk.isStrictScopeSuperset(wanted, granted),
    });
    if (authorized) return true;
    const url = this.#provider.takeAuthorizationUrl();
    const parameters = url && (await this.#options.logIn(url));
    if (parameters) await this.finish(parameters);
    return parameters !== undefined;
  }

  /** `false`: somebody has to log in first. */
  async #authorize(options: Omit<AuthOptions, 'serverUrl' | 'fetchFn'>): Promise<boolean> {
    const { auth } = await import('@modelcontextprotocol/client');
    const serverUrl = this.#options.service.url ?? '';
    try {
      return (await auth(this.#provider, { ...options, serverUrl, fetchFn: this.#fetch })) === 'AUTHORIZED';
    } catch (cause) {
      if (cause instanceof UpstreamError) throw cause;
      throw this.#failure('got no access from its authorization server', cause);
    }
  }

  #failure(what: string, cause?: unknown): UpstreamHttpError {
    const { name } = this.#options.service;
    const because = cause instanceof Error ? `: ${cause.message}` : '';
    return new UpstreamHttpError(name, 401, `Service ${name} ${what}${because}`, { cause, retryable: true });
  }
}
