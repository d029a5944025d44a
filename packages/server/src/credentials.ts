import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { GatewayConfig } from '@gw/config';
import { type Logger, silentLogger } from '@gw/mcp-client';
import { AccessTokens } from './access-tokens.ts';
import type { CountedLimit } from './rate-limits/rate-limit-store.ts';

/**
 * Who is calling: the owner, who has the configured credentials or an API key of his, or `jwt:` and the subject of an
 * access token.
 */
export interface Principal {
  /** Whose things they are. */
  readonly id: string;
  /** The API key that opened; it may do less than its owner. */
  readonly key?: PrincipalKey;
}

/** What holds for an API key. */
export interface PrincipalKey {
  readonly id: string;
  /** What it may do; null is everything. */
  readonly rights: ReadonlySet<string> | null;
  /** How often it may be used. */
  readonly limits: readonly CountedLimit[];
}

/** Who knows the API keys. */
export interface KeyCheck {
  /**
   * The principal of a key; undefined when it is none, or opens nothing.
   *
   * @throws RequestError 503 while the keys are not known yet
   */
  check(bearer: string, address: string): Principal | undefined;
}

/** Of the one who has the configured credentials. */
export const ownerId = 'owner';
const owner: Principal = { id: ownerId };

/** Whether it is who has the configured credentials. */
export const isOwner = (principal: Principal | undefined): boolean => principal === owner;

const schemes = /^(?:basic +(.*)|bearer +(.*))$/is;

/** Longer headers are examined anew each time. */
const maxKnownLength = 256;

/** The configured secrets; an empty one opens nothing. */
export interface CredentialSettings {
  readonly auth_user: string;
  readonly auth_password: string;
  readonly auth_token: string;
  /** Whose access tokens are taken, beside these. */
  readonly jwt?: GatewayConfig['server']['jwt'];
}

/**
 * Checks `Authorization` headers, basic and bearer, in constant time: what is compared are digests of equal
 * length, whatever the lengths of the secrets.
 */
export class Credentials {
  /** The last header that was right, to know it again without taking it apart. */
  readonly #accepted = randomBytes(maxKnownLength);
  readonly #given = Buffer.alloc(maxKnownLength);
  readonly #basic: readonly Buffer[];
  readonly #bearer: readonly Buffer[];
  readonly #accessTokens: AccessTokens | undefined;
  readonly #keys: KeyCheck | undefined;

  /**
   * @param logger is told when access tokens can't be checked; default: nobody is
   * @param keys knows the API keys; default: there are none
   */
  constructor(settings: CredentialSettings, logger: Logger = silentLogger, keys?: KeyCheck) {
    const { auth_user, auth_password, auth_token, jwt } = settings;
    this.#basic = auth_user && auth_password ? digestsOf(`${auth_user}:${auth_password}`) : [];
    this.#bearer = auth_token ? digestsOf(auth_token) : [];
    this.#accessTokens = jwt && new AccessTokens(jwt, logger);
    this.#keys = keys;
  }

  /**
   * The principal of a header; `undefined` where it is missing, malformed or wrong. A promise for an access token
   * that has to be verified first; it rejects with RequestError 503 when the issuer's keys can't be had.
   *
   * @param address from where, for the API key that is used
   */
  check(
    authorization: string | undefined,
    address = '',
  ): Principal | undefined | Promise<Principal | undefined> {
    if (authorization === undefined) return undefined;
    const given = this.#padded(authorization);
    if (given && timingSafeEqual(given, this.#accepted)) return owner;
    const [, basic, bearer] = schemes.exec(authorization) ?? [];
    if (!this.#isOwner(basic, bearer)) {
      const token = bearer?.trim() ?? '';
      return this.#keys?.check(token, address) ?? this.#accessTokens?.check(token);
    }
    given?.copy(this.#accepted);
    return owner;
  }

  /** A header's bytes in a buffer of fixed length, so that comparing takes equal time whatever they are. */
  #padded(authorization: string): Buffer | undefined {
    if (authorization === '' || authorization.length > maxKnownLength) return undefined;
    return this.#given.fill(0, this.#given.write(authorization, 'latin1'));
  }

  #isOwner(basic: string | undefined, bearer: string | undefined): boolean {
    return (
      (basic !== undefined && matches(digest(Buffer.from(basic, 'base64')), this.#basic)) ||
      (bearer !== undefined && matches(digest(Buffer.from(bearer.trim(), 'latin1')), this.#bearer))
    );
  }
}

/** A secret's digests in the encodings that clients send it in: UTF-8, and Latin-1 as Python's requests does. */
function digestsOf(secret: string): Buffer[] {
  const utf8 = Buffer.from(secret, 'utf8');
  const latin1 = Buffer.from(secret, 'latin1');
  const isLatin1 = latin1.toString('latin1') === secret;
  return isLatin1 && !latin1.equals(utf8) ? [digest(utf8), digest(latin1)] : [digest(utf8)];
}

/** As text first: Node makes that faster than bytes, and every call pays for it. */
const digest = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes), 'latin1');

/** Compares with each of them, so that the time does not tell which one it was. */
function matches(given: Buffer, expected: readonly Buffer[]): boolean {
  let found = false;
  for (const one of expected) found = timingSafeEqual(given, one) || found;
  return found;
}
