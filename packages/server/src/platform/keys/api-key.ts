import { hash, randomBytes } from 'node:crypto';

/** A key as its owner gets to see it, once, and what is kept of it. */
export interface FreshApiKey {
  readonly key: string;
  /** By which it is found; told in listings. */
  readonly prefix: string;
  /** SHA-256 of the whole key, in hexadecimal. A key is random enough to need nothing slower. */
  readonly hash: string;
}

/** What an environment may be called, so that keys can be taken apart. */
export const environmentPattern = '^[a-z][a-z0-9-]{0,31}$';

const form = /^gw_[a-z][a-z0-9-]{0,31}_[0-9a-f]{12}_[0-9a-f]{64}$/;

/** Makes a key: `gw_`, the environment, 12 characters to find it by, and 256 random bits. */
export function generateApiKey(environment: string): FreshApiKey {
  const prefix = `gw_${environment}_${randomBytes(6).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('hex')}`;
  return { key, prefix, hash: hashOfKey(key) };
}

/** The part of a text by which a key is found; undefined when it isn't a key. */
export const prefixOf = (text: string): string | undefined =>
  text.startsWith('gw_') && form.test(text) ? text.slice(0, text.lastIndexOf('_')) : undefined;

/** SHA-256 of a key, in hexadecimal. */
export const hashOfKey = (key: string): string => hash('sha256', key);
