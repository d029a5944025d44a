import { readdirSync, readFileSync } from 'node:fs';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { liveHeapBytes } from './collect-garbage.ts';
import { InProcessSpawner } from './in-process-spawner.ts';
import { eventually, openSessions, use } from './open-sessions.ts';

type Fixture = ReturnType<typeof openSessions>;

/** Opens, uses and closes sessions, ten at a time. */
async function openAndClose({ acquire, sessions }: Fixture, count: number): Promise<void> {
  for (let done = 0; done < count; done += 10) {
    const ids = Array.from({ length: 10 }, (_, n) => `call-${done + n}`);
    await Promise.all(ids.map(async id => use(await acquire(id, { metadata: { id } }))));
    await Promise.all(ids.map(id => sessions.close(id)));
  }
}

const openFiles = () => readdirSync('/proc/self/fd').length;
const children = () =>
  readdirSync('/proc/self/task').flatMap(task =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  ).length;

test('a thousand sessions opened and closed leave the heap where it was', { timeout: 120_000 }, async () => {
  verifies('sessions:leaks:heap');
  const spawner = new InProcessSpawner();
  // A client's start holds a timer of this length.
  await using fixture = openSessions({ spawner, services: { counter: { startTimeoutMs: 2_000 } } });
  fixture.source.forgets = true;
  fixture.sessions.start();
  await openAndClose(fixture, 300);
  const before = await liveHeapBytes();
  await openAndClose(fixture, 1_000);
  expect(spawner).toMatchObject({ started: 1_300, running: 0 });
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 0, upstreams: 0, starting: 0, inFlight: 0 });
  // Less than a kilobyte for each: what is left is the engine's own.
  await eventually(async () => (await liveHeapBytes()) - before).toBeLessThan(1_000_000);
});

test('ten thousand sessions of a shared service leave the heap where it was', {
  timeout: 120_000,
}, async () => {
  verifies('sessions:leaks:heap');
  await using fixture = openSessions({
    spawner: new InProcessSpawner(),
    services: { counter: { shared: true } },
  });
  fixture.sessions.start();
  await openAndClose(fixture, 1_000);
  const before = await liveHeapBytes();
  await openAndClose(fixture, 10_000);
  expect((await liveHeapBytes()) - before).toBeLessThan(1_000_000);
});

test.skipIf(process.platform !== 'linux')(
  'sessions with real processes leave file descriptors and processes where they were',
  { timeout: 120_000 },
  async () => {
    verifies('sessions:leaks:descriptors', 'sessions:leaks:processes');
    await using fixture = openSessions();
    fixture.sessions.start();
    await openAndClose(fixture, 10);
    const before = { files: openFiles(), children: children() };
    await openAndClose(fixture, 100);
    await eventually(() => ({ files: openFiles(), children: children() })).toEqual(before);
  },
);

test('an idle session costs less than 20 KB of heap, its client included', { timeout: 120_000 }, async () => {
  verifies('sessions:memory:idle');
  await using fixture = openSessions({
    spawner: new InProcessSpawner(),
    maxSessionsPerService: 2_000,
    maxTotalSessions: 2_000,
  });
  fixture.source.forgets = true;
  fixture.sessions.start();
  const open = async (from: number, to: number) => {
    for (let n = from; n < to; n++) await use(await fixture.acquire(`call-${n}`));
  };
  await open(0, 200);
  const before = await liveHeapBytes();
  await open(200, 1_200);
  const each = ((await liveHeapBytes()) - before) / 1_000;
  expect(fixture.sessions.stats().upstreams).toBe(1_200);
  expect(each).toBeLessThan(20_000);
});
