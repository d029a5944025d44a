import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { watchConfig } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function watched(options: { pollMs?: number; path?: (folder: string) => string } = {}) {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'config.json');
  await writeFile(file, 'one');
  let calls = 0;
  // Polling is put off in most tests, so that they prove the events.
  const settings = { debounceMs: 10, pollMs: options.pollMs ?? 600_000 };
  const watcher = await watchConfig(options.path?.(folder.path) ?? file, () => calls++, settings);
  return {
    folder: folder.path,
    file,
    calls: () => calls,
    watcher,
    async [Symbol.asyncDispose]() {
      await watcher[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('a file written in place is noticed, each time', async () => {
  verifies('config:watch:changes');
  await using config = await watched();
  await writeFile(config.file, 'two');
  await expect.poll(config.calls).toBe(1);
  await appendFile(config.file, 'three');
  await expect.poll(config.calls).toBe(2);
});

test('a file that an editor replaces by renaming is noticed, each time', async () => {
  verifies('config:watch:replaced');
  await using config = await watched();
  for (const round of [1, 2, 3]) {
    await writeFile(`${config.file}.new`, `round ${round}`);
    await rename(`${config.file}.new`, config.file);
    await expect.poll(config.calls).toBe(round);
  }
});

test('a deleted file is no change until it is there again', async () => {
  verifies('config:watch:recreated');
  await using config = await watched();
  await rm(config.file);
  await writeFile(`${config.folder}/other`, 'x');
  expect(config.calls()).toBe(0);
  await writeFile(config.file, 'two');
  await expect.poll(config.calls).toBe(1);
});

test('a burst of changes is told at most a few times', async () => {
  await using config = await watched();
  for (let n = 0; n < 200; n++) await writeFile(config.file, `change ${n}`);
  await expect.poll(config.calls).toBeGreaterThan(0);
  expect(config.calls()).toBeLessThan(50);
});

test('the same content is no change, whatever its time stamp', async () => {
  await using config = await watched();
  await utimes(config.file, new Date(), new Date());
  await writeFile(config.file, 'one');
  await writeFile(config.file, 'two');
  await expect.poll(config.calls).toBe(1);
});

test('a link that is switched to another folder is noticed', async () => {
  verifies('config:watch:links');
  await using outer = await temporaryFolder();
  const inOuter = (name: string) => join(outer.path, name);
  for (const name of ['a', 'b']) {
    await mkdir(inOuter(name));
    await writeFile(inOuter(`${name}/config.json`), name);
  }
  await symlink('a', inOuter('current'));
  await symlink('current/config.json', inOuter('config.json'));
  await using config = await watched({ path: () => inOuter('config.json') });
  await symlink('b', inOuter('next'));
  await rename(inOuter('next'), inOuter('current'));
  await expect.poll(config.calls).toBe(1);
  await writeFile(inOuter('b/config.json'), 'changed in its new place');
  await expect.poll(config.calls).toBe(2);
});

test('a folder that is removed and made again is followed', async () => {
  verifies('config:watch:recreated');
  await using config = await watched({ pollMs: 20 });
  await rm(config.folder, { recursive: true });
  await mkdir(config.folder);
  await writeFile(config.file, 'two');
  await expect.poll(config.calls).toBe(1);
});

test('a file that is not there yet is noticed when it comes', async () => {
  await using config = await watched({ path: folder => join(folder, 'later.json') });
  await writeFile(join(config.folder, 'later.json'), 'x');
  await expect.poll(config.calls).toBe(1);
});

test('once disposal has begun nothing is told any more, wherever the watcher was', async () => {
  verifies('config:watch:disposal');
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config.json');
  let early = 0;
  let late = 0;
  for (let round = 0; round < 60; round++) {
    await writeFile(file, `before ${round}`);
    let disposed = false;
    const count = () => (disposed ? late++ : early++);
    const watcher = await watchConfig(file, count, { debounceMs: 1, pollMs: 1 });
    await writeFile(file, `after ${round}`);
    for (let turn = 0; turn < round * 20; turn++) await new Promise(setImmediate);
    disposed = true;
    await watcher[Symbol.asyncDispose]();
  }
  // Some rounds must have come far enough for the claim to mean anything.
  expect(early).toBeGreaterThan(0);
  expect(late).toBe(0);
});
