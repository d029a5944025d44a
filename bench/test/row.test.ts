import { expect, test } from 'vitest';
import { atMost, ratioAtLeast, ratioAtMost, rowOf } from '../src/row.ts';
import { renderTable } from '../src/table.ts';

const calls = { what: 'calls, 1 client', unit: 'calls/s', figure: 850 } as const;

test.for([
  [1000, ratioAtLeast(0.85), true],
  [1001, ratioAtLeast(0.85), false],
  [850, ratioAtMost(1), true],
  [849, ratioAtMost(1), false],
] as const)('850 against %d, %j: %s', ([limit, goal, met]) => {
  const row = rowOf({ ...calls, against: { name: 'bare line', figure: limit }, goal });
  expect(row).toMatchObject({ ratio: 850 / limit, met });
});

test('a goal for the figure itself needs nothing to hold it against', () => {
  expect(rowOf({ ...calls, goal: atMost(850) })).toMatchObject({ met: true });
  expect(rowOf({ ...calls, goal: atMost(849) })).toMatchObject({ met: false });
});

test('a goal for a ratio to nothing is a mistake', () => {
  expect(() => rowOf({ ...calls, goal: ratioAtLeast(1) })).toThrow('a ratio to nothing');
});

test('the table shows figure, limit, ratio, goal and whether it is met', () => {
  const rows = [
    rowOf({ ...calls, against: { name: 'bare line', figure: 1000 }, goal: ratioAtLeast(0.85) }),
    rowOf({ what: 'memory', unit: 'MB', figure: 130.26, goal: atMost(120) }),
  ];
  expect(renderTable(rows)).toBe(
    [
      'what                 gateway  against                  ratio  goal                 met',
      '---------------  -----------  ---------  ------------  -----  -------------------  ---',
      'calls, 1 client  850 calls/s  bare line  1000 calls/s   0.85  at least 0.85 times  yes',
      'memory                130 MB                                  at most 120 MB       NO',
    ].join('\n'),
  );
});
