import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { parseEventId, requestStreamId } from '../../../src/mcp/edge/http/event-id.ts';
import { EventLedger } from '../../../src/mcp/edge/http/event-ledger.ts';

const positions = (ledger: EventLedger, after = 0) =>
  [...ledger.after(after)].map(({ position }) => position);

function fill(ledger: EventLedger, count: number, text = 'x') {
  for (let position = 1; position <= count; position++) ledger.add({ position, text });
}

test('a ledger keeps so many events, and so much of them', () => {
  verifies('mcp-edge:2025:resume');
  const few = new EventLedger({ maxEvents: 3, maxSize: 1_000 });
  fill(few, 5);
  expect([positions(few), positions(few, 4), few.forgottenUpTo]).toEqual([[3, 4, 5], [5], 2]);
  const small = new EventLedger({ maxEvents: 100, maxSize: 10 });
  fill(small, 5, '1234');
  expect([positions(small), small.size]).toEqual([[4, 5], 8]);
  small.add({ position: 6, text: 'x'.repeat(11) });
  expect([positions(small), small.size, small.forgottenUpTo]).toEqual([[], 0, 6]);
});

test('what the session or the process forgets is gone from the stream, the oldest of all first', () => {
  verifies('mcp-edge:2025:resume');
  const all = new EventLedger({ maxEvents: 5, maxSize: 1_000 });
  const session = new EventLedger({ maxEvents: 4, maxSize: 1_000 }, all);
  const [one, two] = [0, 1].map(() => new EventLedger({ maxEvents: 3, maxSize: 1_000 }, session));
  const other = new EventLedger(
    { maxEvents: 3, maxSize: 1_000 },
    new EventLedger({ maxEvents: 4, maxSize: 9 }, all),
  );
  fill(one!, 3);
  fill(two!, 3);
  expect([positions(one!), positions(two!), one!.forgottenUpTo]).toEqual([[3], [1, 2, 3], 2]);
  fill(other, 2);
  expect([positions(one!), positions(two!), positions(other)]).toEqual([[], [1, 2, 3], [1, 2]]);
  two!.clear();
  expect([session.size, all.size]).toEqual([0, 2]);
});

test('ids of events tell the request, whatever its id is', () => {
  verifies('mcp-edge:2025:event-ids', 'mcp-edge:resume:lost');
  for (const key of ['1', '-7', '"a"', '"ä~.😀"', '12345678901234567890']) {
    const streamId = requestStreamId('p_-1', 3, key);
    expect(streamId).toMatch(/^[\w.-]+$/);
    expect(parseEventId(`${streamId}~12`)).toEqual({ streamId, position: 12, requestKey: key });
  }
  const long = requestStreamId('p', 1, JSON.stringify('x'.repeat(500)));
  expect(parseEventId(`${long}~0`)).toEqual({ streamId: long, position: 0, requestKey: undefined });
  const forged = `p-1.${Buffer.from('{"a":1}').toString('base64url')}~1`;
  expect(parseEventId(forged)).toMatchObject({ requestKey: undefined });
  for (const none of ['', 'x', '~1', 'a~', 'a~-1', 'a b~1', `${'a'.repeat(40)}~1`]) {
    expect([none, parseEventId(none)]).toEqual([none, undefined]);
  }
});
