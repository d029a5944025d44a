import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { MemoryRateLimitStore } from '../src/rate-limits/memory-rate-limit-store.ts';
import type { RateLimitStore } from '../src/rate-limits/rate-limit-store.ts';
import { RateLimitStores } from '../src/rate-limits/rate-limit-stores.ts';
import { RedisRateLimitStore } from '../src/rate-limits/redis-rate-limit-store.ts';

const limits = (...counts: [limit: number, windowMs?: number][]) =>
  counts.map(([limit, windowMs = 60_000]) => {
    const text = `${limit} per ${windowMs} ms`;
    return { limit: { limit, windowMs, text }, prefix: `test|${text}|` };
  });

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

class TestRedis implements AsyncDisposable {
  readonly uri: string;
  readonly #folder: string;
  #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.#folder = folder;
    this.#process = process;
    this.uri = `redis+unix://${join(folder, 's')}?db=1`;
  }

  static async start(): Promise<TestRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'gw-redis-'));
    return new TestRedis(folder, await launch(folder));
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGCONT');
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#process = await launch(this.#folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true });
  }
}

async function launch(folder: string): Promise<ChildProcess> {
  const socket = join(folder, 's');
  await rm(socket, { force: true });
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  await expect
    .poll(
      () =>
        new Promise(resolve => {
          const probe = connect(socket, () => resolve(true)).on('error', () => resolve(false));
          probe.end();
        }),
    )
    .toBe(true);
  return child;
}

interface Opened extends AsyncDisposable {
  readonly store: RateLimitStore;
}

const kinds: [kind: string, skip: boolean, open: () => Promise<Opened>][] = [
  [
    'memory',
    false,
    async () => {
      const store = new MemoryRateLimitStore();
      return { store, [Symbol.asyncDispose]: () => store.close() };
    },
  ],
  [
    'Redis',
    !hasRedis,
    async () => {
      const redis = await TestRedis.start();
      const store = await RedisRateLimitStore.open(redis.uri, silentLogger);
      return {
        store,
        async [Symbol.asyncDispose]() {
          await store.close();
          await redis[Symbol.asyncDispose]();
        },
      };
    },
  ],
];

describe.each(kinds)('a store in %s', (_kind, skip, open) => {
  test.skipIf(skip)('lets the limit pass, and tells how long the window has left', async () => {
    verifies('server:limits:store');
    await using opened = await open();
    const { store } = opened;
    const windows = limits([3]);
    for (let round = 0; round < 3; round++) expect(await store.hit(windows, 'a')).toBeUndefined();
    const overrun = await store.hit(windows, 'a');
    expect(overrun?.limit).toBe(windows[0]?.limit);
    expect(overrun?.retryAfterMs).toBeGreaterThan(50_000);
    expect(overrun?.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(await store.hit(windows, 'b')).toBeUndefined();
  });

  test.skipIf(skip)('counts in several windows at once, and names the one that is exceeded', async () => {
    verifies('server:limits:store');
    await using opened = await open();
    const windows = limits([10, 86_400_000], [1, 3_600_000]);
    expect(await opened.store.hit(windows, 'a')).toBeUndefined();
    const overrun = await opened.store.hit(windows, 'a');
    expect(overrun?.limit).toBe(windows[1]?.limit);
    expect(overrun?.retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  test.skipIf(skip)('looking counts nothing', async () => {
    verifies('server:limits:store');
    await using opened = await open();
    const windows = limits([1]);
    for (let round = 0; round < 3; round++) expect(await opened.store.peek(windows, 'a')).toBeUndefined();
    expect(await opened.store.hit(windows, 'a')).toBeUndefined();
    expect((await opened.store.peek(windows, 'a'))?.limit).toBe(windows[0]?.limit);
  });

  test.skipIf(skip)('begins anew when the window has ended', async () => {
    verifies('server:limits:store');
    await using opened = await open();
    const windows = limits([1, 100]);
    await opened.store.hit(windows, 'a');
    expect(await opened.store.hit(windows, 'a')).toBeDefined();
    await expect.poll(() => opened.store.hit(windows, 'a')).toBeUndefined();
  });

  test.skipIf(skip)('counts each of many at the same time', async () => {
    verifies('server:limits:store');
    await using opened = await open();
    const windows = limits([50]);
    const all = await Promise.all(Array.from({ length: 80 }, () => opened.store.hit(windows, 'a')));
    expect(all.filter(overrun => overrun === undefined)).toHaveLength(50);
  });
});

test('memory holds a bounded number of windows, and forgets those that have ended first', () => {
  verifies('server:limits:bounded');
  let now = 0;
  const store = new MemoryRateLimitStore({ now: () => now, maxWindows: 100 });
  store.hit(limits([1, 1_000_000]), 'long');
  for (let client = 0; client < 99; client++) store.hit(limits([1, 10]), `short-${client}`);
  now = 20_000;
  store.hit(limits([1]), 'fresh');
  expect(store.size).toBe(2);
  for (let client = 0; client < 10_000; client++) store.hit(limits([1, 10]), `client-${client}`);
  expect(store.size).toBe(100);
});

describe.skipIf(!hasRedis)('Redis that fails', () => {
  test('two gateways share their counts', async () => {
    verifies('server:limits:redis-shared');
    await using redis = await TestRedis.start();
    const one = await RedisRateLimitStore.open(redis.uri, silentLogger);
    const other = await RedisRateLimitStore.open(redis.uri, silentLogger);
    const windows = limits([2]);
    expect(await one.hit(windows, 'a')).toBeUndefined();
    expect(await other.hit(windows, 'a')).toBeUndefined();
    expect(await one.hit(windows, 'a')).toBeDefined();
    await Promise.all([one.close(), other.close()]);
  });

  test('that is gone, each gateway counts by itself; back again, they share; both are logged once', async () => {
    verifies('server:limits:redis-gone');
    await using redis = await TestRedis.start();
    const logged: string[] = [];
    const log = (_fields: object, message: string) => void logged.push(message);
    const store = await RedisRateLimitStore.open(redis.uri, { ...silentLogger, warn: log, info: log });
    const windows = limits([2]);
    expect(await store.hit(windows, 'a')).toBeUndefined();
    await redis.stop();
    const started = performance.now();
    expect(await store.hit(windows, 'a')).toBeUndefined();
    expect(await store.hit(windows, 'a')).toBeUndefined();
    expect(await store.hit(windows, 'a')).toBeDefined();
    expect(performance.now() - started).toBeLessThan(1_500);
    await redis.restart();
    await expect
      .poll(async () => (await store.hit(limits([1_000_000]), 'b')) ?? logged.length, { timeout: 10_000 })
      .toBe(2);
    expect(logged).toEqual([
      'Redis does not answer: rate limits are counted by this gateway alone',
      'Redis answers again: rate limits are shared',
    ]);
    await store.close();
  });

  test('that hangs delays no call for long', async () => {
    verifies('server:limits:redis-hangs');
    await using redis = await TestRedis.start();
    const store = await RedisRateLimitStore.open(redis.uri, silentLogger);
    await store.hit(limits([1]), 'a');
    redis.signal('SIGSTOP');
    const started = performance.now();
    expect(await store.hit(limits([1]), 'b')).toBeUndefined();
    for (let call = 0; call < 100; call++) expect(await store.hit(limits([1]), 'b')).toBeDefined();
    expect(performance.now() - started).toBeLessThan(1_500);
    await store.close();
  });
});

test('a Redis that was never there delays no call for long', async () => {
  verifies('server:limits:redis-gone');
  const store = await RedisRateLimitStore.open('redis://127.0.0.1:1/0', silentLogger);
  const started = performance.now();
  expect(await store.hit(limits([1]), 'a')).toBeUndefined();
  expect(await store.hit(limits([1]), 'a')).toBeDefined();
  expect(performance.now() - started).toBeLessThan(1_500);
  await store.close();
});

test('storage that is not supported is refused at the start, without telling its password', async () => {
  verifies('server:limits:storage');
  const stores = new RateLimitStores(silentLogger);
  const opening = stores.get('memcached://user:hunter2@host');
  await expect(opening).rejects.toMatchObject({ code: 'GW_RATE_LIMIT_SETTING' });
  await expect(opening).rejects.not.toThrow(/hunter2/);
  await stores.close();
});
