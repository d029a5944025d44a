const encoded = /^=\?base64\?(.*)\?=$/s;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value that a header carries, plain or as `=?base64?…?=`; `undefined` where it is neither.
 *
 * Source: MCP 2026-07-28, "Value Encoding".
 */
export function decodeHeaderValue(header: string): string | undefined {
  const value = header.replace(/^[ \t]+|[ \t]+$/g, '');
  const content = encoded.exec(value)?.[1];
  if (content === undefined) return /^[\t\x20-\x7e]*$/.test(value) ? value : undefined;
  if (!base64.test(content)) return undefined;
  try {
    return utf8.decode(Buffer.from(content, 'base64'));
  } catch {
    return undefined;
  }
}
