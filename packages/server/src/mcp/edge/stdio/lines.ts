import type { Readable } from 'node:stream';

/** Longer lines are not kept: they come out as `undefined`. In bytes. */
export const maxLineBytes = 10 * 1024 * 1024;

const newline = 0x0a;

/**
 * The lines of a stream of bytes, without their ends and without blank ones; `undefined` for one that is longer than
 * allowed. A last line without an end counts.
 */
export async function* lines(input: Readable): AsyncIterable<Uint8Array | undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = () => {
    const line = length > maxLineBytes ? undefined : Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      const line = take();
      if (!line || !isBlank(line)) yield line;
      from = at + 1;
    }
    keep(chunk.subarray(from));
  }
  const rest = take();
  if (!rest || !isBlank(rest)) yield rest;

  function keep(part: Buffer): void {
    length += part.length;
    if (length > maxLineBytes) parts = [];
    else if (part.length > 0) parts.push(part);
  }
}

const isBlank = (line: Buffer) => line.every(byte => byte === 0x20 || byte === 0x09 || byte === 0x0d);
