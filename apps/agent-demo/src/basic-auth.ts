import { createHash, timingSafeEqual } from 'node:crypto';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Whether an `Authorization` header holds these credentials; takes as long whichever part is wrong. */
export function isAuthorized(header: string | undefined, { user, password }: Credentials): boolean {
  const [scheme = '', encoded = ''] = (header ?? '').split(' ');
  const given = scheme.toLowerCase() === 'basic' ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  return timingSafeEqual(digest(given), digest(Buffer.from(`${user}:${password}`)));
}

/** Of equal length, as `timingSafeEqual` needs them. */
function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A URL that carries its credentials, as the platform is given them. */
export function withCredentials(url: string, { user, password }: Credentials): string {
  const full = new URL(url);
  full.username = encodeURIComponent(user);
  full.password = encodeURIComponent(password);
  return full.href;
}
