import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter, OverlongLine } from '../src/stdio/line-splitter.ts';

/** All lines of a stream that comes in these chunks, as text; an over-long one as its length. */
function split(chunks: Iterable<Uint8Array>, maxLineBytes: number): (string | number)[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines: (string | number)[] = [];
  const take = (line: Buffer | OverlongLine) =>
    void lines.push(line instanceof OverlongLine ? line.bytes : line.toString('latin1'));
  for (const chunk of chunks) {
    splitter.push(Buffer.from(chunk));
    for (let line = splitter.next(); line; line = splitter.next()) take(line);
  }
  const last = splitter.end();
  if (last) take(last);
  return lines;
}

/** Bytes with many newlines, cut at any places. */
const chunkedBytes = fc
  .tuple(
    fc.array(fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 })), { maxLength: 200 }),
    fc.array(fc.nat(200), { maxLength: 20 }),
  )
  .map(([bytes, cuts]) => {
    const stream = Uint8Array.from(bytes);
    const edges = [0, ...cuts.map(cut => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length];
    return { stream, chunks: edges.slice(1).map((end, n) => stream.subarray(edges[n], end)) };
  });

test('any chunking of any bytes gives the same lines', () => {
  verifies('mcp-client:lines:any-chunking');
  fc.assert(
    fc.property(chunkedBytes, fc.integer({ min: 1, max: 60 }), ({ stream, chunks }, maxLineBytes) => {
      const lines = Buffer.from(stream).toString('latin1').split('\n');
      if (lines.at(-1) === '') lines.pop();
      const expected = lines.map(line => (line.length > maxLineBytes ? line.length : line));
      expect(split(chunks, maxLineBytes)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('an over-long line keeps its two ends, however it came', () => {
  const line = Array.from({ length: 20_000 }, (_, n) => String.fromCharCode(97 + (n % 26))).join('');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), size => {
      const splitter = new LineSplitter(10_000);
      let found: Buffer | OverlongLine | undefined;
      const stream = Buffer.from(`${line}\n`);
      for (let at = 0; at < stream.length; at += size) {
        splitter.push(stream.subarray(at, at + size));
        found ??= splitter.next();
      }
      expect(found).toBeInstanceOf(OverlongLine);
      const { head, tail, bytes } = found as OverlongLine;
      expect(bytes).toBe(20_000);
      expect(head.toString()).toBe(line.slice(0, head.length));
      expect(tail.toString()).toBe(line.slice(-tail.length));
      expect(Math.min(head.length, tail.length)).toBeGreaterThanOrEqual(512);
    }),
    { numRuns: 200, examples: [[20_000], [10_001], [9_999], [1]] },
  );
});

test('a line that comes byte by byte takes memory for its bytes, not for its chunks', () => {
  const splitter = new LineSplitter(4_000_000);
  const byte = Buffer.from('x');
  const before = process.memoryUsage();
  for (let n = 0; n < 2_000_000; n++) {
    splitter.push(byte);
    splitter.next();
  }
  const after = process.memoryUsage();
  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(
    40_000_000,
  );
  expect(splitter.end()).toHaveLength(2_000_000);
});
