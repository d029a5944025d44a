import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import type { Mechanisms } from '../src/index.ts';
import { createSandbox } from '../src/index.ts';
import {
  cgroupsOf,
  combinations,
  expectGone,
  fixture,
  node,
  running,
  sleepMark,
  type TemporaryFolder,
  temporaryFolder,
} from './support.ts';

interface Owner {
  readonly child: ChildProcess;
  /** Resolves when the owner has said something that includes the text. */
  said(text: string): Promise<void>;
}

function startOwner(
  place: TemporaryFolder,
  mechanisms: Mechanisms,
  commands: string[][],
  waitForOutput = true,
): Owner {
  const { baseDir, dataDir } = place.options();
  const request = JSON.stringify({ options: { baseDir, dataDir, mechanisms }, commands, waitForOutput });
  const child = spawn(node, [fixture('owner.mjs'), request], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', line => lines.push(line));
  const said = (text: string) =>
    expect.poll(() => lines.some(line => line.includes(text)), { timeout: 20_000, interval: 10 }).toBe(true);
  return { child, said };
}

/** Processes of watchdogs that look after folders below this one. */
function watchdogs(folder: string): number[] {
  return running('mcp-gateway-watchdog').filter(pid => watches(pid, folder));
}

function watches(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}

describe.each(combinations)('with $name', ({ mechanisms, missing }) => {
  describe.skipIf(missing)('after SIGKILL of the gateway', () => {
    test('servers, their daemons, folders and cgroups go', async () => {
      verifies('sandbox:orphans:gateway-sigkill');
      await using place = await temporaryFolder();
      const mark = sleepMark();
      const owner = startOwner(place, mechanisms, [
        [node, fixture('escape.mjs'), mark],
        ['/bin/sh', '-c', `trap '' TERM; echo ready; sleep ${mark}; sleep ${mark}`],
      ]);
      await owner.said('ready');
      const [folder = ''] = await readdir(place.options().baseDir);
      expect(running(mark).length).toBeGreaterThan(1);
      owner.child.kill('SIGKILL');
      await expectGone(mark);
      await expect.poll(() => readdir(place.options().baseDir), { timeout: 10_000 }).toEqual([]);
      await expect.poll(() => cgroupsOf(folder), { timeout: 10_000 }).toEqual([]);
      await expect.poll(() => watchdogs(place.folder), { timeout: 10_000 }).toEqual([]);
    });

    test('the processes of half-finished starts go', async () => {
      verifies('sandbox:orphans:half-started');
      await using place = await temporaryFolder();
      const mark = sleepMark();
      const commands = Array.from({ length: 40 }, () => ['/bin/sh', '-c', `sleep ${mark}; :`]);
      const owner = startOwner(place, mechanisms, commands, false);
      await owner.said('starting');
      await expect.poll(() => running(mark).length, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0);
      owner.child.kill('SIGKILL');
      await once(owner.child, 'exit');
      await expectGone(mark);
      await expect.poll(() => watchdogs(place.folder), { timeout: 10_000 }).toEqual([]);
      expect(running(mark)).toEqual([]);
    });

    test('a watchdog that was killed before has been replaced, and the servers go', async () => {
      verifies('sandbox:orphans:watchdog-killed');
      await using place = await temporaryFolder();
      const mark = sleepMark();
      const owner = startOwner(place, mechanisms, [[node, fixture('escape.mjs'), mark]]);
      await owner.said('ready');
      for (const pid of watchdogs(place.folder)) process.kill(pid, 'SIGKILL');
      await owner.said('the sandbox watchdog was killed');
      await expect.poll(() => watchdogs(place.folder).length, { timeout: 10_000 }).toBe(1);
      owner.child.kill('SIGKILL');
      await expectGone(mark);
    });

    test('the next gateway ends what is left where the watchdog died too, and touches nothing of a living one', async () => {
      verifies('sandbox:orphans:leftovers');
      await using place = await temporaryFolder();
      const { baseDir } = place.options();
      const [deadMark, liveMark] = [sleepMark(), sleepMark()];
      const dead = startOwner(place, mechanisms, [[node, fixture('escape.mjs'), deadMark]]);
      await dead.said('ready');
      const [deadFolder = ''] = await readdir(baseDir);
      const [watchdog = 0] = watchdogs(place.folder);
      // Stopped, so that the owner does not replace it before it is killed itself.
      dead.child.kill('SIGSTOP');
      process.kill(watchdog, 'SIGKILL');
      dead.child.kill('SIGKILL');
      await once(dead.child, 'exit');
      const live = startOwner(place, mechanisms, [[node, fixture('escape.mjs'), liveMark]]);
      await live.said('ready');
      await expectGone(deadMark);
      await using sandbox = await createSandbox(place.options({ mechanisms }));
      expect(sandbox.capabilities.tags.available).toBe(true);
      expect(running(liveMark).length).toBeGreaterThan(0);
      expect(await readdir(baseDir)).not.toContain(deadFolder);
      expect(await cgroupsOf(deadFolder)).toEqual([]);
      live.child.kill('SIGKILL');
      await expectGone(liveMark);
    });
  });
});
