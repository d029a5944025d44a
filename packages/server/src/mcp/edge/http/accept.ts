import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';

/**
 * Refuses a client that doesn't take one of the types that an answer may have. One that says nothing takes all.
 *
 * @throws McpError (HTTP 406)
 */
export function requireAccept(accept: string | undefined, types: readonly string[]): void {
  if (accept === undefined) return;
  const ranges = accept.toLowerCase();
  const isTaken = (type: string) =>
    ranges.includes(type) || ranges.includes('*/*') || ranges.includes(`${type.split('/')[0]}/*`);
  if (types.every(isTaken)) return;
  throw refusal(406, rpcCodes.invalidRequest, `The header Accept must list ${types.join(' and ')}`);
}
