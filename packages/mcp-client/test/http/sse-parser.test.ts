import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseOverflowError, SseParser } from '../../src/http/sse-parser.ts';

interface Parsed {
  readonly events: readonly { readonly type: string; readonly data: string }[];
  readonly lastEventId: string;
  readonly retryMs: number | undefined;
}

function parse(pieces: readonly Buffer[], maxEventBytes = 1_000_000): Parsed {
  const events: { type: string; data: string }[] = [];
  const parser = new SseParser(maxEventBytes, ({ type, data }) =>
    events.push({ type, data: data.toString() }),
  );
  for (const piece of pieces) parser.push(piece);
  return { events, lastEventId: parser.lastEventId, retryMs: parser.retryMs };
}

const SENDABLE = /^[\t\x20-\x7e\x80-\u{10ffff}]*$/u;

/** The standard's steps, on the whole text at once. */
function parseAtOnce(bytes: Buffer): Parsed {
  const text = bytes.toString().replace(/^\ufeff/, '');
  const lines = text.split(/\r\n|\n|\r/).slice(0, -1);
  const events: { type: string; data: string }[] = [];
  let [type, data, id, lastEventId]: [string, string[], string, string] = ['', [], '', ''];
  let retryMs: number | undefined;
  for (const line of lines) {
    if (line === '') {
      lastEventId = id;
      if (data.length > 0) events.push({ type: type || 'message', data: data.join('\n') });
      [type, data] = ['', []];
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    // One that no header can carry would be of no use.
    else if (field === 'id' && SENDABLE.test(value)) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
  }
  return { events, lastEventId, retryMs };
}

const part = fc.oneof(
  fc.constantFrom(
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    ':',
    ': ',
    ' ',
    'data',
    'data:',
    'data: {"a":1}',
    '\0',
    '\ufeff',
  ),
  fc.constantFrom('event: ping', 'event', 'id: 7', 'id:', 'id: a\0b', 'retry: 250', 'retry: 1x', ': hello'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const cuts = fc.array(fc.nat(), { maxLength: 20 });

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map(place => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

test('any stream, however it is cut, gives the events that the standard says', () => {
  verifies('mcp-http:events:any-chunking');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), cuts, (parts, places) => {
      const bytes = Buffer.from(parts.join(''));
      const expected = parseAtOnce(bytes);
      const parsed = parse(cut(bytes, places));
      expect(parsed.events).toEqual(expected.events);
      expect(parsed.retryMs).toEqual(expected.retryMs);
      expect(Buffer.from(parsed.lastEventId, 'latin1').toString()).toBe(expected.lastEventId);
    }),
    { numRuns: 2_000 },
  );
});

test('random bytes break nothing', () => {
  verifies('mcp-http:events:any-chunking');
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }), pieces => {
      const bytes = Buffer.concat(pieces);
      expect(parse(pieces.map(piece => Buffer.from(piece)))).toEqual(parse([bytes]));
    }),
  );
});

test('an event, a line and many short lines are bounded by the same number of bytes', () => {
  verifies('mcp-http:events:bounded');
  const endless = function* (piece: string) {
    while (true) yield Buffer.from(piece);
  };
  for (const piece of ['data: aaaaaaaaaa\n', 'a', 'data', 'data:\n', ':', 'data: a\r']) {
    const parser = new SseParser(10_000, () => {});
    let pushed = 0;
    expect(() => {
      for (const bytes of endless(piece)) {
        parser.push(bytes);
        pushed += bytes.length;
        if (pushed > 200_000) return;
      }
    }, piece).toThrow(SseOverflowError);
  }
  expect(parse([Buffer.from(`data: ${'a'.repeat(9_990)}\n\n`)], 10_000).events).toHaveLength(1);
});

test('an endless number of comments and short events is no overflow', () => {
  verifies('mcp-http:events:bounded');
  const parser = new SseParser(1_000, () => {});
  for (let n = 0; n < 10_000; n++) parser.push(Buffer.from(': still here\n\ndata: 1\n\n'));
});
