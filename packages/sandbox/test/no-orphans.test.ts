import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { launchCommand } from '../src/launch.ts';
import type { Tag } from '../src/process-table.ts';
import { probeShell } from '../src/shell.ts';
import {
  cgroupsOf,
  combinations,
  expectGone,
  fixture,
  leftFolders,
  node,
  openFiles,
  running,
  sleepMark,
  startSandbox,
} from './support.ts';

describe.each(combinations)('with $name', ({ mechanisms, missing }) => {
  describe.skipIf(missing)('nothing survives', () => {
    test('a daemon with a session of its own and an empty environment is gone once stop() resolves', async () => {
      verifies('sandbox:orphans:stop');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const child = await box.sandbox.spawn({ name: 'test', command: [node, fixture('escape.mjs'), mark] });
      await once(child.stdout, 'data');
      await expect.poll(() => running(mark).length).toBeGreaterThan(0);
      await child.stop();
      expect(running(mark)).toEqual([]);
    });

    test('a daemon is killed when the command that left it exits by itself', async () => {
      verifies('sandbox:orphans:exit');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const child = await box.sandbox.spawn({ name: 'test', command: [node, fixture('escape.mjs'), mark] });
      await once(child.stdout, 'data');
      child.stdin.end();
      expect(await child.exited).toMatchObject({ code: 0, reason: 'exit code 0' });
      await child.gone;
      expect(running(mark)).toEqual([]);
    });

    test('a command that ignores SIGTERM is gone once stop() resolves, its own children too', async () => {
      verifies('sandbox:orphans:ignores-sigterm');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const script = `trap '' TERM; echo ready; while :; do sleep ${mark}; done`;
      const child = await box.sandbox.spawn({ name: 'test', command: ['/bin/sh', '-c', script] });
      await once(child.stdout, 'data');
      const startedAt = performance.now();
      await child.stop();
      expect(performance.now() - startedAt).toBeLessThan(5000);
      expect(running(mark)).toEqual([]);
      expect((await child.exited).reason).toBe('stopped');
    });

    test('a command that heeds SIGTERM gets it and may finish', async () => {
      await using box = await startSandbox(mechanisms);
      const script = `trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done`;
      const child = await box.sandbox.spawn({ name: 'test', command: ['/bin/sh', '-c', script] });
      await once(child.stdout, 'data');
      const said = once(child.stdout, 'data');
      await child.stop();
      expect(String((await said)[0])).toBe('bye\n');
      expect((await child.exited).code).toBe(3);
    });

    test('a grandchild that holds the pipes open delays neither exited nor stop()', async () => {
      verifies('sandbox:orphans:open-pipes');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const child = await box.sandbox.spawn({
        name: 'test',
        command: ['/bin/sh', '-c', `sleep ${mark} & echo ready; exit 4`],
      });
      expect((await child.exited).code).toBe(4);
      await child.gone;
      expect(running(mark)).toEqual([]);
      await child.stop();
    });

    test('SIGKILL of a wrapper, as npx is one, takes the server with it', async () => {
      verifies('sandbox:orphans:wrapper-killed');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const child = await box.sandbox.spawn({
        name: 'test',
        command: ['/bin/sh', '-c', `/bin/sh -c 'echo ready; sleep ${mark}; :'; :`],
      });
      await once(child.stdout, 'data');
      process.kill(child.pid, 'SIGKILL');
      expect(await child.exited).toMatchObject({ signal: 'SIGKILL', reason: 'killed by SIGKILL' });
      await child.gone;
      expect(running(mark)).toEqual([]);
    });

    test('a start that is aborted, at whatever moment, leaves nothing behind', async () => {
      verifies('sandbox:orphans:aborted-start');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const outcomes = await Promise.all(
        Array.from({ length: 24 }, async (_, index) => {
          const abort = new AbortController();
          const started = box.sandbox.spawn(
            { name: 'test', command: ['sleep', mark] },
            { signal: abort.signal },
          );
          started.catch(() => {});
          await delay(index / 2);
          abort.abort(new Error('left'));
          const child = await started.catch((error: Error) => error);
          if (child instanceof Error) return child.message;
          await child.stop();
          return 'started';
        }),
      );
      expect(outcomes.every(outcome => outcome === 'left' || outcome === 'started')).toBe(true);
      expect(outcomes).toContain('left');
      expect(running(mark)).toEqual([]);
      expect(await leftFolders(box)).toEqual([]);
    });

    test('a hundred servers started and stopped at once leave no process, folder, cgroup or open file', async () => {
      verifies('sandbox:orphans:many', 'sandbox:home:removed');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const [owner = ''] = await readdir(box.baseDir);
      const before = openFiles().length;
      const children = await Promise.all(
        Array.from({ length: 100 }, () => box.sandbox.spawn({ name: 'test', command: ['sleep', mark] })),
      );
      await expect.poll(() => running(mark).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(100);
      await Promise.all(children.map(child => child.stop()));
      expect(running(mark)).toEqual([]);
      expect(await leftFolders(box)).toEqual([]);
      expect((await cgroupsOf(owner)).filter(name => /\/\d+$/.test(name))).toEqual([]);
      await expect.poll(() => openFiles().length).toBeLessThanOrEqual(before);
      await box.sandbox.stop();
      expect(await readdir(box.baseDir)).toEqual([]);
      expect(await cgroupsOf(owner)).toEqual([]);
    });

    test('a trusted command, with the sandbox off, leaves nothing behind either', async () => {
      verifies('sandbox:orphans:trusted');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const child = await box.sandbox.spawn({
        name: 'test',
        command: [node, fixture('escape.mjs'), mark],
        policy: { enabled: false },
      });
      await once(child.stdout, 'data');
      await child.stop();
      expect(running(mark)).toEqual([]);
    });

    test('a start whose gateway ends meanwhile never reaches its command', async () => {
      verifies('sandbox:orphans:half-started');
      await using box = await startSandbox(mechanisms);
      const [owner = ''] = await readdir(box.baseDir);
      await rm(`${box.baseDir}/${owner}/owner.json`);
      const result = await box.run(['echo', 'reached']);
      expect(result).toMatchObject({ code: 125, stdout: '', stderr: 'sandbox: the gateway has ended\n' });
    });

    test('a start that has another parent by then never reaches its command', async () => {
      verifies('sandbox:orphans:orphaned-start');
      await using box = await startSandbox(mechanisms);
      const [owner = ''] = await readdir(box.baseDir);
      const { file, args } = launchCommand({
        shell: await probeShell('123456789123456789'),
        ...{ command: ['/bin/echo', 'reached'], environment: {}, workingDir: '/', joinFiles: [] },
        ...{ tag: '123456789123456789' as Tag, mark: join(box.baseDir, owner, 'owner.json') },
        ...{ parent: process.ppid, privileges: 'all', root: false },
      });
      expect(spawnSync(file, args, { encoding: 'utf8' })).toMatchObject({
        ...{ status: 125, stdout: '', stderr: 'sandbox: the gateway has ended\n' },
      });
    });

    test('a gateway that is a server of another one goes with all that it started', async () => {
      verifies('sandbox:orphans:nested');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const command = [node, fixture('nested.mjs'), mark];
      const child = await box.sandbox.spawn({ name: 'test', command, policy: { processes: 20 } });
      expect(String((await once(child.stdout, 'data'))[0])).toBe('true inner\n\n');
      expect(running(mark).length).toBeGreaterThan(0);
      await child.kill('over');
      await expectGone(mark);
    });

    test('stop() of the sandbox ends running servers and refuses new ones', async () => {
      const box = await startSandbox(mechanisms);
      const mark = sleepMark();
      await box.sandbox.spawn({ name: 'test', command: ['sleep', mark] });
      const late = box.sandbox.spawn({ name: 'test', command: ['sleep', mark] });
      await Promise.all([
        box.sandbox.stop(),
        expect(late).rejects.toMatchObject({ code: 'GW_SANDBOX_STOPPED' }),
      ]);
      await expectGone(mark);
      const after = box.sandbox.spawn({ name: 'test', command: ['sleep', mark] });
      await expect(after).rejects.toMatchObject({ code: 'GW_SANDBOX_STOPPED' });
      await box[Symbol.asyncDispose]();
    });
  });
});
