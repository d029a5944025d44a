import { verifies } from '@gw/test';
import { describe, expect, test, vi } from 'vitest';
import { Batch, StoreError } from '../src/index.ts';
import { recordingLogger } from './recording-logger.ts';

/** Takes writes, fails or holds them back as a test says. */
function recorder() {
  const writes: number[][] = [];
  const failures: Error[] = [];
  let gate: Promise<void> | undefined;
  return {
    writes,
    failures,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    async write(items: readonly number[]) {
      await gate;
      const failure = failures.shift();
      if (failure) throw failure;
      writes.push([...items]);
    },
  };
}

const lost = () => new StoreError('GW_STORE_UNAVAILABLE', 'away');

describe('a batch', () => {
  test('writes what came within a while in one go, by itself', async () => {
    verifies('store:batch:gathered');
    const { writes, write } = recorder();
    await using batch = new Batch<number>({ write, flushMs: 20 });
    expect(batch.add(1)).toBeUndefined();
    batch.add(2);
    expect(writes).toEqual([]);
    await expect.poll(() => writes).toEqual([[1, 2]]);
    batch.add(3);
    await expect.poll(() => writes).toEqual([[1, 2], [3]]);
  });

  test('writes sooner when much comes, and says when there is room again', async () => {
    verifies('store:batch:back-pressure');
    const record = recorder();
    const open = record.hold();
    await using batch = new Batch<number>({ write: record.write, flushMs: 60_000, maxItems: 2 });
    expect(batch.add(1)).toBeUndefined();
    const room = batch.add(2);
    const stillFull = batch.add(3);
    expect(room).toBeInstanceOf(Promise);
    expect(batch.size).toBe(3);
    open();
    await Promise.all([room, stillFull]);
    expect(record.writes[0]).toEqual([1, 2]);
    await batch.flush();
    expect(record.writes).toEqual([[1, 2], [3]]);
    expect(batch.add(4)).toBeUndefined();
  });

  test('tries again what could not be written, in order, with what came since', async () => {
    verifies('store:batch:retried');
    const logger = recordingLogger();
    const attempts: number[][] = [];
    const write = async (items: readonly number[]) => {
      attempts.push([...items]);
      if (attempts.length === 1) batch.add(2);
      if (attempts.length < 3) throw lost();
    };
    await using batch: Batch<number> = new Batch<number>({ write, flushMs: 10, logger });
    batch.add(1);
    await expect.poll(() => attempts).toEqual([[1], [1, 2], [1, 2]]);
    await expect.poll(() => batch.size).toBe(0);
    expect(logger.lines[0]).toMatchObject({ level: 'error', message: 'Could not store; will try again' });
  });

  test('writes what is left when it is closed, although a write fails on the way', async () => {
    verifies('store:batch:closed');
    const record = recorder();
    const batch = new Batch<number>({ write: record.write, flushMs: 60_000 });
    record.failures.push(lost(), lost());
    batch.add(1);
    await Promise.all([batch.close(), batch.close()]);
    expect(record.writes).toEqual([[1]]);
    expect(() => batch.add(2)).toThrow(expect.objectContaining({ code: 'GW_STORE_CLOSED' }));
  });

  test('writes what came while it was writing before it is closed', async () => {
    verifies('store:batch:closed');
    const record = recorder();
    const open = record.hold();
    const batch = new Batch<number>({ write: record.write, flushMs: 60_000 });
    batch.add(1);
    const flushed = batch.flush();
    batch.add(2);
    const closed = batch.close();
    open();
    await Promise.all([flushed, closed]);
    expect(record.writes.flat()).toEqual([1, 2]);
  });

  test('says at its end what could not be written at all', async () => {
    verifies('store:batch:closed');
    const logger = recordingLogger();
    const write = vi.fn(() => Promise.reject(lost()));
    const batch = new Batch<number>({ write, flushMs: 60_000, logger });
    batch.add(1);
    await expect(batch.close()).rejects.toMatchObject({ code: 'GW_STORE_UNAVAILABLE' });
    expect(write).toHaveBeenCalledTimes(3);
    expect(logger.lines.at(-1)).toMatchObject({ level: 'error', fields: { items: 1 } });
  });

  test('gives up the one item that can never be stored, and keeps the others', async () => {
    verifies('store:batch:refused');
    const logger = recordingLogger();
    const written: number[] = [];
    const write = async (items: readonly number[]) => {
      if (items.includes(2)) throw new StoreError('GW_STORE_VALUE', 'A value is missing');
      written.push(...items);
    };
    await using batch = new Batch<number>({ write, logger });
    for (const item of [1, 2, 3]) batch.add(item);
    await batch.flush();
    expect(written).toEqual([1, 3]);
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { item: 2 } }]);
  });
});
