import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eras } from '../conformance/cell.ts';
import { documentedTable } from '../conformance/documented-table.ts';
import { verifies } from '../verifies.ts';
import { differences } from './differences.ts';
import { echoCommand, startEchoOverHttp } from './echo-upstreams.ts';
import { canonical, parseExact } from './exact-json.ts';
import { exchangesOf, methodNames } from './exchange.ts';
import { headersOf } from './headers.ts';
import { type Line, openHttp, openPipe } from './line.ts';
import { Peer } from './peer.ts';
import { renderRewrites } from './rewrites-table.ts';

test.each([
  ['1.0', '1'],
  ['100e-2', '1'],
  ['-0', '0'],
  ['{"b":1,"a":[1e2]}', '{"a":[100],"b":1}'],
])('%s is the same as %s', (one, other) => {
  expect(canonical(parseExact(one))).toBe(canonical(parseExact(other)));
});

test.each([
  ['9007199254740993', '9007199254740992'],
  ['1e400', '1e401'],
  ['0.1', '0.1000000000000000055511151231257827'],
  ['{"__proto__":1}', '{}'],
  ['"\\ud800"', '"\\ufffd"'],
  ['"\\u00e9"', '"e\\u0301"'],
])('%s is not the same as %s', (one, other) => {
  expect(canonical(parseExact(one))).not.toBe(canonical(parseExact(other)));
});

test.each(eras)('without anything in between, nothing differs: pipes and HTTP of the %s era', async era => {
  await using server = await startEchoOverHttp(era);
  await using piped = await Peer.connect(openPipe(echoCommand(era, 'stdio')), era);
  await using posted = await Peer.connect(openHttp(server.url, headersOf(era)), era);
  const way = { client: era, upstream: era };
  for (const method of methodNames)
    await fc.assert(
      fc.asyncProperty(exchangesOf(method, era), async exchange => {
        const [directly, through] = [await piped.carryOut(exchange), await posted.carryOut(exchange)];
        expect(differences(exchange, way, directly, through).filter(isNoAddition)).toEqual([]);
      }),
      { numRuns: 30 },
    );
});

/** Nobody in between adds what is declared as added. */
const isNoAddition = (difference: string) => !difference.endsWith('is not filled');

test('a line that reads and writes messages as JavaScript does is caught', async () => {
  verifies('mcp-conformance:lossless:harness-notices');
  const command = echoCommand('2025', 'stdio');
  await using directly = await Peer.connect(openPipe(command), '2025');
  await using through = await Peer.connect(rereading(openPipe(command)), '2025');
  const lost = fc.check(
    fc.asyncProperty(exchangesOf('tools/call', '2025'), async exchange => {
      const way = { client: '2025', upstream: '2025' } as const;
      expect(
        differences(exchange, way, await directly.carryOut(exchange), await through.carryOut(exchange)),
      ).toEqual([]);
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect((await lost).failed).toBe(true);
});

function rereading(line: Line): Line {
  const reread = <T>(message: T): T => JSON.parse(JSON.stringify(message, exactAsNumber), asExact) as T;
  const exactAsNumber = (_key: string, value: unknown) =>
    typeof value === 'object' && value !== null && 'text' in value ? Number(value.text) : value;
  const asExact = (_key: string, value: unknown) =>
    typeof value === 'number' ? parseExact(String(value)) : value;
  return {
    request: (message, onMessage) => line.request(reread(message), onMessage),
    tell: message => line.tell(reread(message)),
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  };
}

test('the documentation lists the declared rewrites', async () => {
  verifies('mcp-conformance:lossless:rewrites-documented');
  expect(await documentedTable('rewrites')).toBe(renderRewrites());
});
