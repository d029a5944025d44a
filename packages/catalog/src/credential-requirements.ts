import { CatalogError } from './errors.ts';
import type { ServerEntry } from './server-entry.ts';

/**
 * Checks that what a server asks for is there. A requirement is `{name, required}`: a variable or header of this name,
 * in the server's configuration, its credentials, or what the caller brings along.
 *
 * @throws CatalogError `GW_CREDENTIALS_MISSING`
 */
export function requireCredentials(
  { record, secrets, credentials, isFromConfig }: ServerEntry,
  given: () => readonly string[],
): void {
  if (isFromConfig || record.credentialRequirements.length === 0) return;
  const there = [
    ...Object.keys(secrets.env),
    ...Object.keys(secrets.headers),
    ...credentials.map(({ name }) => name),
    ...given(),
  ].map(name => name.toLowerCase());
  const missing = record.credentialRequirements
    .filter(({ required }) => required !== false)
    .map(({ name }) => String(name))
    .filter(name => !there.includes(name.toLowerCase()));
  if (missing.length === 0) return;
  const message = `Server ${record.name} asks for credentials that are not there: ${missing.join(', ')}`;
  throw new CatalogError('GW_CREDENTIALS_MISSING', message, {
    errors: missing.map(name => ({ pointer: `/credentials/${name}`, message: 'is not there' })),
  });
}
