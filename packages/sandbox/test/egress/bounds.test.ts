import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { namespaces, startInside, startTarget } from './support.ts';

describe.skipIf(!namespaces)('the bounds of an egress', () => {
  test('more connections than allowed are closed as they come, and others served when some have ended', async () => {
    verifies('egress:bounds:connections');
    await using target = await startTarget();
    await using inside = await startInside([`127.0.0.2:${target.port}`], { maxConnections: 3, idleMs: 500 });

    expect(await inside.probe('hold', { host: '127.0.0.2', port: target.port, count: 5 })).toBe(3);
    await expect.poll(() => inside.probe('ended'), { timeout: 5000 }).toBe(5);
    expect(await inside.probe('tcp', { host: '127.0.0.2', port: target.port, text: 'hello' })).toBe('hello');
  });

  test('a connection on which nobody says anything is closed', async () => {
    verifies('egress:bounds:idle');
    await using target = await startTarget();
    await using inside = await startInside([`127.0.0.2:${target.port}`], { idleMs: 200 });

    expect(await inside.probe('hold', { host: '127.0.0.2', port: target.port, count: 1 })).toBe(1);
    await expect.poll(() => inside.probe('ended'), { timeout: 5000 }).toBe(1);
  });

  test('a target that does not read is sent no more than buffers hold', async () => {
    verifies('egress:bounds:bytes');
    await using target = await startTarget(socket => void socket.pause(), '127.0.0.1');
    await using inside = await startInside([`127.0.0.1:${target.port}`], { idleMs: 700 });
    const before = process.memoryUsage().arrayBuffers;
    const text = 'x'.repeat(50_000_000);

    const sending = inside.probe('tcp', { host: '127.0.0.1', port: target.port, text });
    await expect(sending).rejects.toThrow(/ECONNRESET|EPIPE/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  test('a flood of queries is answered up to a rate, and rubbish harms nobody', async () => {
    verifies('egress:bounds:dns');
    await using inside = await startInside(['api.test:443']);
    const query = '000101000001000000000000036170690474657374000001' + '0001';

    for (const hex of ['', '00', 'ffff'.repeat(40), `${query.slice(0, 24)}c00c00010001`, query.slice(0, -2)])
      await inside.probe('udp', { hex, waitMs: 50 });
    const { answers, last } = (await inside.probe('udp', { hex: query, count: 3000, waitMs: 1000 })) as {
      answers: number;
      last: string;
    };
    expect(answers).toBeGreaterThan(100);
    expect(answers).toBeLessThan(1200);
    expect(last).toMatch(/7f400001$/);
  });

  test('refusals are logged a few times a minute, and how many were not is told', async () => {
    verifies('egress:log:bounded');
    const inside = await startInside(['api.test:443']);
    for (let index = 0; index < 50; index++)
      await inside.probe('dns', { name: `host${index % 30}.attacker.test`, type: 'A' }).catch(() => {});
    await inside[Symbol.asyncDispose]();

    const refused = inside.logger.lines.filter(({ fields }) => fields.event === 'egress_refused');
    expect(refused).toHaveLength(21);
    expect(refused[0]?.fields).toMatchObject({ target: 'host0.attacker.test', reason: 'name not allowed' });
    expect(refused.at(-1)?.fields).toMatchObject({ more: 30 });
  });
});
