import { hash } from 'node:crypto';
import type { GatewayConfig } from '@gw/config';
import type { Logger } from '@gw/mcp-client';
import type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import type { Principal } from './credentials.ts';
import { RequestError } from './errors.ts';
import { issuerKeys } from './issuer-keys.ts';

type JwtSettings = NonNullable<GatewayConfig['server']['jwt']>;

/** Signatures that only the issuer can make: none with a secret that is shared, and not none at all. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** How far the issuer's clock may be off, in seconds. */
const clockTolerance = 5;

/** A token that was right is not verified again for this long, in milliseconds. */
const trustMs = 60_000;
const maxTrusted = 1_000;

const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Access tokens of an OAuth issuer: JWTs, checked for signature, issuer, audience and time. */
export class AccessTokens {
  readonly #settings: JwtSettings;
  readonly #logger: Logger;
  readonly #options: JWTVerifyOptions;
  readonly #trusted = new Map<string, { readonly principal: Principal; readonly until: number }>();
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(settings: JwtSettings, logger: Logger) {
    const { issuer, audience } = settings;
    this.#settings = settings;
    this.#logger = logger;
    this.#options = { issuer, audience, algorithms, clockTolerance, requiredClaims: ['exp', 'sub'] };
  }

  /**
   * The principal of a token, `jwt:` and its subject; `undefined` where the token is not right.
   *
   * @throws RequestError 503 when the issuer's keys can't be had
   */
  check(token: string): Principal | undefined | Promise<Principal | undefined> {
    if (!jwtForm.test(token)) return undefined;
    const digest = hash('sha256', token);
    const known = this.#trusted.get(digest);
    if (known && known.until > Date.now()) return known.principal;
    return this.#verify(token, digest);
  }

  async #verify(token: string, digest: string): Promise<Principal | undefined> {
    const { jwtVerify } = await import('jose');
    const keys = await this.#issuerKeys();
    try {
      const { payload } = await jwtVerify(token, keys, this.#options);
      const principal = { id: `jwt:${payload.sub}` };
      this.#trust(digest, principal, (payload.exp ?? 0) * 1000);
      return principal;
    } catch (error) {
      if (isWrongToken(error)) return undefined;
      throw this.#unavailable(error);
    }
  }

  /** One attempt at a time; one that failed is made again by the next token. */
  async #issuerKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= issuerKeys(this.#settings);
    try {
      return await this.#keys;
    } catch (error) {
      this.#keys = undefined;
      throw this.#unavailable(error);
    }
  }

  #trust(digest: string, principal: Principal, expiresAt: number): void {
    if (this.#trusted.size >= maxTrusted) this.#trusted.clear();
    this.#trusted.set(digest, { principal, until: Math.min(expiresAt, Date.now() + trustMs) });
  }

  #unavailable(error: unknown): RequestError {
    const { issuer } = this.#settings;
    this.#logger.warn({ issuer, err: error }, `Keys of the issuer ${issuer} can't be had`);
    const message = 'Access tokens can not be checked now; try again later';
    return new RequestError('GW_TOKENS_UNCHECKED', 503, message, { 'retry-after': '5' }, error);
  }
}

/** What `jose` says of tokens; all else is about getting keys. */
function isWrongToken(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    /^ERR_(?:JWT|JWS|JOSE_ALG|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)/.test(code)
  );
}
