const SHOWN = 4;

/** All that is ever shown of a secret: its last characters, where it is long enough to keep the rest secret. */
export const maskSecret = (secret: string): string =>
  secret.length >= 3 * SHOWN ? `****${secret.slice(-SHOWN)}` : '****';

/** The values of variables or headers, masked. */
export const maskSecrets = (secrets: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, maskSecret(value)]));
