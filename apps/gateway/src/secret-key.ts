import { hkdfSync } from 'node:crypto';
import { SecretKeyError } from './errors.ts';

/** Shorter ones are words that somebody thought of. */
const shortest = 32;

/**
 * The key that seals secrets in the database: of `GATEWAY_SECRET_KEY`, for gateways that share one, or of the key file.
 *
 * @throws SecretKeyError (`GW_SECRET_KEY`) when the variable is too short to keep anything secret
 */
export function secretKey(
  { GATEWAY_SECRET_KEY: given }: Readonly<Record<string, string | undefined>>,
  keyFile: Uint8Array,
): Uint8Array {
  if (given && given.length < shortest) throw new SecretKeyError(shortest);
  // Derived: the key of the file seals what clients carry, too.
  const source = given ? Buffer.from(given) : keyFile;
  return new Uint8Array(hkdfSync('sha256', source, '', 'mcp-gateway stored secrets', 32));
}
