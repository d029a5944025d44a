import type { ServerType } from '@gw/store';
import { invalid } from '../errors.ts';

/** Headers that are the protocols' own. */
const protocolHeaders = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'keep-alive',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Longer ones are no secrets, and make no header. */
const maxSecretLength = 16_384;

/** @throws CatalogError `GW_INVALID`: no variable or header of a server can have this name */
export function checkCarrier(pointer: string, name: string, type: ServerType): void {
  if (type === 'stdio') {
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) throw invalid(pointer, 'is no name of a variable');
    return;
  }
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw invalid(pointer, 'is no HTTP header');
  if (protocolHeaders.has(name.toLowerCase())) throw invalid(pointer, `is a header of the protocol's own`);
}

/** @throws CatalogError `GW_INVALID`: neither a variable nor a header can hold it. The message doesn't. */
export function checkSecret(pointer: string, secret: string): void {
  if (secret === '') throw invalid(pointer, 'must not be empty');
  if (secret.length > maxSecretLength) throw invalid(pointer, `is longer than ${maxSecretLength} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header can't hold.
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(secret))
    throw invalid(pointer, 'holds line breaks or other control characters');
}

/** What a variable is called that holds a secret. */
const secretName =
  /(^|[_-])(api_?key|key|token|secret|password|passwd|pass|pwd|pat|auth|authorization|credentials?)$/i;

/**
 * Whether a caller who may not change the server may set this variable. Others could turn the server's own credentials
 * against it: what is loaded, where it connects to.
 */
export const isForSecrets = (variable: string): boolean => secretName.test(variable);
