import { PassThrough } from 'node:stream';
import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silentLogger } from '../src/index.ts';
import { defaultLimits } from '../src/json-rpc/connection-limits.ts';
import { JsonRpcConnection } from '../src/json-rpc/json-rpc-connection.ts';
import { LogLimiter } from '../src/json-rpc/log-limiter.ts';
import { StdioTransport } from '../src/stdio/stdio-transport.ts';

const junkLine = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map(bytes => Buffer.from(bytes).filter(byte => byte !== 0x0a)),
  fc.json().map(json => Buffer.from(json.replaceAll('\n', ' '))),
  fc
    .record({
      jsonrpc: fc.constant('2.0'),
      id: fc.oneof(fc.string(), fc.integer({ max: 0 })),
      result: fc.jsonValue(),
    })
    .map(message => Buffer.from(JSON.stringify(message))),
  fc.record({ method: fc.string(), id: fc.nat(5) }).map(message => Buffer.from(JSON.stringify(message))),
);

test('random junk between valid messages never loses a valid answer, however the bytes are cut', async () => {
  verifies('mcp-client:lines:junk-property');
  await fc.assert(
    fc.asyncProperty(
      fc.array(junkLine, { maxLength: 12 }),
      fc.integer({ min: 1, max: 64 }),
      async (junk, size) => {
        const input = new PassThrough();
        const output = new PassThrough();
        const common = {
          service: 'junk',
          limits: defaultLimits,
          log: new LogLimiter(silentLogger, { burst: 1, perSecond: 1 }),
        };
        const connection = new JsonRpcConnection({
          ...common,
          connect: events => new StdioTransport({ ...common, input, output, events }),
          onRequest: async () => ({ result: {} }),
          onNotification: () => {},
          onBroken: () => {},
          onSessionLost: () => {},
        });
        input.resume();
        const calls = [1, 2, 3].map(n => connection.request('tools/call', { n }, { timeoutMs: 5_000 }));
        const lines = [...junk];
        for (const n of [3, 1, 2]) {
          const answer = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: n, result: { n } }));
          lines.splice(Math.floor((lines.length * n) / 4), 0, answer);
        }
        const stream = Buffer.concat(lines.flatMap(line => [line, Buffer.from('\n')]));
        for (let at = 0; at < stream.length; at += size) output.write(stream.subarray(at, at + size));
        expect(await Promise.all(calls)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
        await connection.close(() => new Error('done'));
      },
    ),
    { numRuns: 200 },
  );
});
