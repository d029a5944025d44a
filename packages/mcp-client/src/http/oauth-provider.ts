import { randomBytes } from 'node:crypto';
import type { OAuthClientProvider } from '@modelcontextprotocol/client';
import type { OAuthRecord, OAuthStore } from './oauth-store.ts';

type Tokens = Awaited<ReturnType<OAuthClientProvider['tokens']>>;
type ClientInformation = Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;
type DiscoveryState = Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>;

/** What a user gets to log in before another call may ask for it again. */
const LOG_IN_MS = 10 * 60_000;

/** Who we are to authorization servers. */
export interface OAuthClientSettings {
  /**
   * Where the authorization server sends the user back to. Absent: nobody is there to log in, and the client's own
   * credentials are exchanged for tokens (`client_credentials`).
   */
  readonly redirectUrl?: string;
  /** Shown to the user. Default `MCP gateway`. */
  readonly clientName?: string;
  /** An `https:` URL at which our metadata is, for authorization servers that take it as the client's id. */
  readonly clientMetadataUrl?: string;
  /**
   * A client that has been registered by hand, and the issuer that it is registered with: no other authorization
   * server gets its credentials. Without one, the first that a server names. Default: registered when it is needed.
   */
  readonly client?: { readonly id: string; readonly secret?: string; readonly issuer?: string };
  /** Asked for where the server doesn't say what it needs. */
  readonly scope?: string;
}

/** One service's OAuth, as the official SDK's functions want to see it: a record that is read once and kept up to date. */
export class OAuthProvider implements OAuthClientProvider {
  readonly clientMetadataUrl?: string;
  readonly #settings: OAuthClientSettings;
  readonly #store: OAuthStore;
  #record: OAuthRecord = {};
  #authorizationUrl: URL | undefined;
  /** A log-in is being finished: only then is what was discovered at its beginning of use. */
  #isFinishing = false;

  constructor(settings: OAuthClientSettings, store: OAuthStore) {
    this.#settings = settings;
    this.#store = store;
    if (settings.clientMetadataUrl !== undefined) this.clientMetadataUrl = settings.clientMetadataUrl;
  }

  /** Reads the record again: another gateway may have renewed the tokens. */
  async reload(): Promise<void> {
    this.#record = (await this.#store.load()) ?? {};
  }

  /** Where the user has to go, once, after an authorization that has come to that. */
  takeAuthorizationUrl(): URL | undefined {
    const url = this.#authorizationUrl;
    this.#authorizationUrl = undefined;
    return url;
  }

  /** Somebody is logging in: a second log-in would make the end of the first one worthless. */
  get isLoggingIn(): boolean {
    return Date.now() - (this.#record.begunAt ?? 0) < LOG_IN_MS;
  }

  /** The text that the authorization server has to give back for the log-in that has begun. */
  get expectedState(): string | undefined {
    return this.#record.state;
  }

  async finishing<T>(work: () => Promise<T>): Promise<T> {
    this.#isFinishing = true;
    try {
      return await work();
    } finally {
      this.#isFinishing = false;
      const { tokens, client } = this.#record;
      await this.#save({ ...(tokens ? { tokens } : {}), ...(client ? { client } : {}) });
    }
  }

  get redirectUrl(): string | undefined {
    return this.#settings.redirectUrl;
  }

  get clientMetadata(): OAuthClientProvider['clientMetadata'] {
    const { redirectUrl, clientName = 'MCP gateway', scope } = this.#settings;
    return {
      client_name: clientName,
      redirect_uris: redirectUrl === undefined ? [] : [redirectUrl],
      grant_types:
        redirectUrl === undefined ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
      ...(scope === undefined ? {} : { scope }),
    };
  }

  async state(): Promise<string> {
    const state = randomBytes(32).toString('base64url');
    await this.#save({ ...this.#record, state, begunAt: Date.now() });
    return state;
  }

  clientInformation(): ClientInformation {
    const kept = this.#record.client as ClientInformation;
    const { client } = this.#settings;
    if (!client) return kept;
    const issuer = client.issuer ?? (kept?.client_id === client.id ? kept.issuer : undefined);
    return {
      client_id: client.id,
      ...(client.secret === undefined ? {} : { client_secret: client.secret }),
      ...(issuer === undefined ? {} : { issuer }),
    };
  }

  async saveClientInformation(saved: { client_id: string; issuer?: string | undefined }): Promise<void> {
    const { client } = this.#settings;
    if (client && saved.client_id !== client.id) {
      throw new Error(
        'it names another authorization server than the one that the client is registered with',
      );
    }
    // The secret is the configuration's to keep.
    await this.#save({
      ...this.#record,
      client: client ? { client_id: saved.client_id, issuer: saved.issuer } : saved,
    });
  }

  tokens(): Tokens {
    return this.#record.tokens as Tokens;
  }

  async saveTokens(tokens: object): Promise<void> {
    await this.#save({ ...this.#record, tokens });
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    this.#authorizationUrl = url;
  }

  async saveCodeVerifier(codeVerifier: string): Promise<void> {
    await this.#save({ ...this.#record, codeVerifier });
  }

  codeVerifier(): string {
    return this.#record.codeVerifier ?? '';
  }

  prepareTokenRequest(scope?: string): URLSearchParams | undefined {
    if (this.redirectUrl !== undefined) return undefined;
    return new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  }

  async saveDiscoveryState(discovery: object): Promise<void> {
    await this.#save({ ...this.#record, discovery });
  }

  discoveryState(): DiscoveryState {
    return this.#isFinishing ? (this.#record.discovery as DiscoveryState) : undefined;
  }

  async invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): Promise<void> {
    const { tokens, client, ...logIn } = this.#record;
    const isKept = (kind: typeof scope) => scope !== 'all' && scope !== kind;
    await this.#save({
      ...(tokens && isKept('tokens') ? { tokens } : {}),
      ...(client && isKept('client') ? { client } : {}),
      ...(isKept('verifier') && isKept('discovery') ? logIn : {}),
    });
  }

  async #save(record: OAuthRecord): Promise<void> {
    this.#record = record;
    await this.#store.save(record);
  }
}
