import type { JWTVerifyGetKey } from 'jose';

/** For one look-up at the issuer, in milliseconds. */
const timeoutMs = 5_000;

/** Keys are asked for again after this long, and no sooner than the pause for a key that nobody knows; in milliseconds. */
const keepMs = 10 * 60_000;
const pauseMs = 30_000;

const maxMetadataBytes = 256 * 1024;

/**
 * The public keys of an issuer. They are fetched when they are needed, kept, and fetched again for a key that is not
 * among them, which strangers can't make happen more often than twice a minute.
 *
 * @throws Error when the issuer's metadata can't be had
 */
export async function issuerKeys(settings: { issuer: string; jwks_uri?: string }): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet } = await import('jose');
  const url = settings.jwks_uri ?? (await jwksUriOf(settings.issuer));
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cooldownDuration: pauseMs,
    cacheMaxAge: keepMs,
  });
}

/** Asks the issuer's metadata. Source: RFC 8414, section 3, and OpenID Connect Discovery 1.0, section 4. */
async function jwksUriOf(issuer: string): Promise<string> {
  const failures: unknown[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      const { issuer: told, jwks_uri } = await fetchJson(url);
      if (told !== issuer) throw new Error(`${url} is the metadata of another issuer`);
      if (typeof jwks_uri === 'string' && URL.canParse(jwks_uri)) return jwks_uri;
      throw new Error(`${url} names no jwks_uri`);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    `The metadata of ${issuer} can't be had; server.jwt.jwks_uri can name the keys`,
  );
}

function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const urls = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  return [...new Set(urls)];
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxMetadataBytes) throw new Error(`${url} answered more than ${maxMetadataBytes} bytes`);
    chunks.push(chunk);
  }
  const content: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
}
