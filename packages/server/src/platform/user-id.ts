import { createHash } from 'node:crypto';

/** A principal as clients that expect a UUID have it: always the same, and telling nothing of who it is. */
export function userId(principal: string): string {
  const bytes = createHash('sha256')
    .update('mcp-gateway user id\n')
    .update(principal)
    .digest()
    .subarray(0, 16);
  // RFC 9562, version 8: made by a rule of one's own.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
