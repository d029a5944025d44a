import { hash, timingSafeEqual } from 'node:crypto';

/** Who is calling. Today there is one: the owner, who has the configured credentials. */
export interface Principal {
  readonly id: string;
}

const owner: Principal = { id: 'owner' };
const scheme = /^(basic|bearer) +(.*)$/is;

/** The configured secrets; an empty one opens nothing. */
export interface CredentialSettings {
  readonly auth_user: string;
  readonly auth_password: string;
  readonly auth_token: string;
}

/**
 * Checks `Authorization` headers, basic and bearer, in constant time: what is compared are digests of equal
 * length, whatever the lengths of the secrets.
 */
export class Credentials {
  readonly #basic: readonly Buffer[];
  readonly #bearer: readonly Buffer[];

  constructor({ auth_user, auth_password, auth_token }: CredentialSettings) {
    this.#basic = auth_user && auth_password ? digestsOf(`${auth_user}:${auth_password}`) : [];
    this.#bearer = auth_token ? digestsOf(auth_token) : [];
  }

  /** The principal of a header; `undefined` where it is missing, malformed or wrong. */
  check(authorization: string | undefined): Principal | undefined {
    const [, kind, value] = (authorization !== undefined && scheme.exec(authorization)) || [];
    if (kind === undefined || value === undefined) return undefined;
    const given =
      kind.toLowerCase() === 'basic' ? Buffer.from(value, 'base64') : Buffer.from(value.trim(), 'latin1');
    return matches(digest(given), kind.toLowerCase() === 'basic' ? this.#basic : this.#bearer)
      ? owner
      : undefined;
  }
}

/** A secret's digests in the encodings that clients send it in: UTF-8, and Latin-1 as Python's requests does. */
function digestsOf(secret: string): Buffer[] {
  const utf8 = Buffer.from(secret, 'utf8');
  const latin1 = Buffer.from(secret, 'latin1');
  const isLatin1 = latin1.toString('latin1') === secret;
  return isLatin1 && !latin1.equals(utf8) ? [digest(utf8), digest(latin1)] : [digest(utf8)];
}

const digest = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** Compares with each of them, so that the time does not tell which one it was. */
function matches(given: Buffer, expected: readonly Buffer[]): boolean {
  let found = false;
  for (const one of expected) found = timingSafeEqual(given, one) || found;
  return found;
}
