const SENTINEL_START = '=?base64?';
const SENTINEL_END = '?=';
const PLAIN = /^[\x20-\x7e\t]+$/;

/**
 * A text as the value of a header: as it is where that is safe, otherwise in Base64 between markers.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#value-encoding
 */
export function encodeHeaderValue(text: string): string {
  const isPlain = PLAIN.test(text) && text.trim() === text;
  const looksEncoded = text.startsWith(SENTINEL_START) && text.endsWith(SENTINEL_END);
  if (isPlain && !looksEncoded) return text;
  return SENTINEL_START + Buffer.from(text).toString('base64') + SENTINEL_END;
}
