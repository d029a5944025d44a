import { isUtf8 } from 'node:buffer';
import { isRawNumber, parseJson } from './exact-json.ts';

/** Deeper messages are refused: whoever serialises one again recurses, and runs out of stack. */
const MAX_DEPTH = 256;
/** JSON of this depth has at least this many bytes, so most messages need no look at their depth. */
const SHORTEST_TOO_DEEP = 2 * MAX_DEPTH;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A JSON object from the wire, of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What one line of output turned out to be. */
export type ParsedLine =
  | { readonly kind: 'message'; readonly message: unknown; readonly validUtf8: boolean }
  | { readonly kind: 'blank' }
  | { readonly kind: 'junk' }
  | { readonly kind: 'tooDeep' };

/**
 * Parses one line. Bytes that are not UTF-8 become U+FFFD, so that an answer with one broken character
 * still is an answer.
 */
export function parseLine(line: Buffer): ParsedLine {
  // Most junk is told by its first byte, without the price of an exception.
  const start = firstByte(line);
  if (start === undefined) return { kind: 'blank' };
  if (start !== 0x7b && start !== 0x5b) return { kind: 'junk' };
  if (line.length >= SHORTEST_TOO_DEEP && isTooDeep(line)) return { kind: 'tooDeep' };
  try {
    const message = parseJson(line.toString('utf8'));
    return { kind: 'message', message, validUtf8: isUtf8(line) };
  } catch {
    return { kind: 'junk' };
  }
}

/** `value` when it is a JSON object; arrays and null are not. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
    ? (value as JsonObject)
    : undefined;
}

/** Whether a server's request can be answered under this id; one of too many digits is kept as its source. */
export function isRequestId(id: unknown): id is string | number | object {
  return typeof id === 'string' || typeof id === 'number' || isRawNumber(id);
}

/** The id that a message too long or too deep to be parsed answers, as far as its ends tell. */
export function answeredId(head: Buffer, tail: Buffer): number | undefined {
  const start = head.toString('latin1');
  const leading =
    /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d{1,15})\s*,\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"(?:result|error)"/.exec(
      start,
    );
  if (leading) return Number(leading[1]);
  if (!/^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"(?:result|error)"/.test(start)) return undefined;
  const trailing = /,\s*"id"\s*:\s*(\d{1,15})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(
    tail.toString('latin1'),
  );
  return trailing ? Number(trailing[1]) : undefined;
}

/** The first byte that is not white space. */
function firstByte(line: Buffer): number | undefined {
  let at = 0;
  for (; at < line.length; at++) {
    const byte = line[at]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return byte;
  }
  return undefined;
}

function isTooDeep(line: Buffer): boolean {
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at]!;
    if (byte === QUOTE) at = endOfString(line, at + 1);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** Where the string ends of which `from` is the first byte. */
function endOfString(line: Buffer, from: number): number {
  for (let at = from; ; ) {
    // Most strings are short; only for a long one it pays to have its end found by a call.
    for (const near = at + 64; at < near && at < line.length; at++) {
      if (line[at] === QUOTE) return at;
      if (line[at] === BACKSLASH) at++;
    }
    const quote = line.indexOf(QUOTE, at);
    if (quote === -1) return line.length;
    let backslashes = 0;
    while (quote - backslashes > at && line[quote - backslashes - 1] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote;
    at = quote + 1;
  }
}
