import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, parse, serviceFile } from './parsing.ts';

test.each(['', 'a b', 'a/b', 'ä', 'a.b', 'x'.repeat(65), '__proto__'])(
  '%j is no name for a service',
  name => {
    verifies('config:services:names');
    const file = JSON.parse(`{"services": {${JSON.stringify(name)}: {"command": ["x"]}}}`);
    expect(issuesOf(file)).toMatchObject([{ expected: 'a name of 1 to 64 letters, digits, "_" and "-"' }]);
  },
);

test.each(['a', 'A-b_9', 'x'.repeat(64), 'constructor', '0'])('%j is a name for a service', name => {
  verifies('config:services:names');
  expect(Object.keys(parse({ services: { [name]: { command: ['x'] } } }).config.services)).toEqual([name]);
});

test('looking up a service that is not there finds nothing, whatever objects inherit', () => {
  expect(parse(serviceFile({})).config.services.constructor).toBeUndefined();
});

test('services keep the order of the file', () => {
  const services = { z: { command: ['x'] }, a: { command: ['x'] } };
  expect(Object.keys(parse({ services }).config.services)).toEqual(['z', 'a']);
});

test.each([[[]], [['']], [[null]], ['x'], [{}], [['a\0b']]])('%j is no command', command => {
  expect(issuesOf(serviceFile({ command }))).toMatchObject([
    { pointer: expect.stringContaining('/services/one/command') },
  ]);
});

test.each(['', 'A=B', 'A B', 'A\0', '__proto__', '${A}'])(
  '%j is no name for an environment variable',
  name => {
    const file = JSON.parse(
      `{"services": {"one": {"command": ["x"], "env": {${JSON.stringify(name)}: "1"}}}}`,
    );
    expect(issuesOf(file)).toHaveLength(1);
  },
);

test.each([
  ['call_timeout', 0],
  ['start_timeout', -1],
  ['call_timeout', 1e10],
  ['warm', 1.5],
  ['warm', -1],
  ['shared', 'sometimes'],
])('%s: %j is refused', (key, value) => {
  expect(issuesOf(serviceFile({ [key]: value }))).toMatchObject([{ pointer: `/services/one/${key}`, value }]);
});

test('a hundred services are read in a few milliseconds', () => {
  const services = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [`s${n}`, { command: ['x', '${A|b}'], env: { A: 'b' } }]),
  );
  const before = performance.now();
  expect(Object.keys(parse({ services }).config.services)).toHaveLength(100);
  expect(performance.now() - before).toBeLessThan(500);
});
