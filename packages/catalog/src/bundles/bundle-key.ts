import { hash, randomBytes } from 'node:crypto';

/** A bundle's key: opaque, and of 192 random bits, so that nobody guesses one. */
export const newBundleKey = (): string => `gwb_${randomBytes(24).toString('base64url')}`;

/** By which a key is found without being kept. */
export const bundleKeyHash = (key: string): string => hash('sha256', key);
