import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../src/command.ts';
import {
  capabilities,
  combinations,
  fixture,
  leftFolders,
  node,
  running,
  sleepMark,
  startSandbox,
} from './support.ts';

describe.each(combinations)('with $name', ({ mechanisms, missing }) => {
  describe.skipIf(missing)('limits', () => {
    test('a command over the memory limit is ended, and the reason says so', async () => {
      verifies('sandbox:limits:memory');
      await using box = await startSandbox(mechanisms);
      const result = await box.run([node, fixture('hungry.mjs')], { policy: { memoryMb: 128 } });
      expect(result.reason).toBe('out of memory (128 MB)');
    });

    test('a child over the memory limit ends the whole server, even one that would live on', async () => {
      verifies('sandbox:limits:memory-of-the-tree');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const command = ['/bin/sh', '-c', `"$@" >/dev/null; sleep ${mark}`, 'sh', node, fixture('hungry.mjs')];
      const result = await box.run(command, { policy: { memoryMb: 128 } });
      expect(result.reason).toBe('out of memory (128 MB)');
      expect(running(mark)).toEqual([]);
    });

    test('more processes than the limit end the server, and the reason says so', async () => {
      verifies('sandbox:limits:processes');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const script = `for i in 1 2 3 4 5 6; do sleep ${mark} & done; wait`;
      const result = await box.run(['/bin/sh', '-c', script], { policy: { processes: 5 } });
      expect(result.reason).toBe('too many processes (5)');
      expect(running(mark)).toEqual([]);
    });

    test('as many processes as the limit run, however many threads they have', async () => {
      verifies('sandbox:limits:threads');
      await using box = await startSandbox(mechanisms);
      const program = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1300)'], { stdio: 'inherit' })`;
      const result = await box.run([node, '-e', program], { policy: { processes: 2 } });
      expect(result.reason).toBe('exit code 0');
    });

    test('a fork bomb is bounded and ended, daemons included', async () => {
      verifies('sandbox:limits:fork-bomb');
      await using box = await startSandbox(mechanisms);
      const mark = sleepMark();
      const script = `i=0; while [ $i -lt 200 ]; do (sleep ${mark} &) ; i=$((i+1)); done; sleep ${mark}`;
      const result = await box.run(['/bin/sh', '-c', script], { policy: { processes: 4 } });
      // Where the kernel bounds the tree, the shell may fail to fork before the supervisor looks.
      expect(['too many processes (4)', 'exit code 2']).toContain(result.reason);
      expect(running(mark)).toEqual([]);
    });

    test('a process that spins is ended when its CPU time is used up', async () => {
      verifies('sandbox:limits:cpu');
      await using box = await startSandbox(mechanisms);
      const result = await box.run(['/bin/sh', '-c', 'while :; do :; done'], { policy: { cpuSeconds: 1 } });
      expect(result).toMatchObject({ signal: 'SIGKILL', reason: 'CPU time used up (1 s)' });
    });

    test('a file can grow to the limit and no further', async () => {
      verifies('sandbox:limits:file-size');
      await using box = await startSandbox(mechanisms);
      const write = (megabytes: number) =>
        box.run(
          ['dd', 'if=/dev/zero', `of=${join(box.folder, 'file')}`, 'bs=1048576', `count=${megabytes}`],
          {
            policy: { fileSizeMb: 2 },
          },
        );
      expect((await write(2)).reason).toBe('exit code 0');
      expect(await write(3)).toMatchObject({ reason: 'file size limit (2 MB)', limit: 'file_size' });
    });

    test('own folders can be filled to the limit; then the server is ended, and the reason says so', async () => {
      verifies('isolation:limits:disk');
      await using box = await startSandbox(mechanisms);
      const fill = (megabytes: number) => {
        const script = `for i in $(seq ${megabytes}); do head -c 1048576 /dev/zero > "$HOME/$i"; done; exec sleep 3`;
        return box.run(['/bin/sh', '-c', script], { policy: { diskMb: 8 } });
      };
      const [over, within] = await Promise.all([fill(16), fill(4)]);
      expect(over).toMatchObject({ reason: 'disk full (8 MB)', limit: 'disk' });
      expect(within.reason).toBe('exit code 0');
    });

    test('files without a name and folders without an end count, too', async () => {
      verifies('isolation:limits:disk-tricks');
      await using box = await startSandbox(mechanisms);
      const nameless = `const fs = require('fs'); const files = [];
        for (let i = 0; i < 16; i++) { const f = process.env.HOME + '/f'; files.push(fs.openSync(f, 'w')); fs.writeSync(files[i], Buffer.alloc(1 << 20)); fs.unlinkSync(f) }
        setTimeout(() => {}, 10_000)`;
      const deep = `const fs = require('fs'); process.chdir(process.env.HOME);
        for (let i = 0; i < 100; i++) { fs.mkdirSync('d'.repeat(100)); process.chdir('d'.repeat(100)) }
        setTimeout(() => {}, 10_000)`;
      const results = await Promise.all(
        [nameless, deep].map(program => box.run([node, '-e', program], { policy: { diskMb: 8 } })),
      );
      expect(results.map(({ reason }) => reason)).toEqual(['disk full (8 MB)', 'disk full (8 MB)']);
      expect(await leftFolders(box)).toEqual([]);
    });

    test('no more descriptors can be open than the limit', async () => {
      verifies('isolation:limits:open-files');
      await using box = await startSandbox(mechanisms);
      const program = `const fs = require('fs'); let n = 0; try { for (;;) { fs.openSync('/dev/null'); n++ } } catch (e) { console.log(e.code, n < 64) }`;
      const { stdout } = await box.run([node, '-e', program], { policy: { openFiles: 64 } });
      expect(stdout).toBe('EMFILE true\n');
      expect((await box.run(['/bin/sh', '-c', 'ulimit -H -n'])).stdout).toBe('1024\n');
    });

    test('limits are soft and hard alike, and a command cannot lift them', async () => {
      verifies('sandbox:limits:hard');
      await using box = await startSandbox(mechanisms);
      const script =
        'ulimit -S -t; ulimit -H -t; ulimit -S -f; ulimit -H -f; ulimit -t unlimited && echo lifted';
      const result = await box.run(['/bin/sh', '-c', script]);
      const lifted = capabilities.root && !mechanisms.bubblewrap && !capabilities.setpriv.available;
      expect(result.stdout.split('\n').slice(0, 4)).toEqual(['300', '300', '20480', '20480']);
      expect(result.stdout.includes('lifted')).toBe(lifted);
    });

    test('without resource limits nothing is limited', async () => {
      verifies('sandbox:limits:off');
      await using box = await startSandbox(mechanisms);
      const policy = { resourceLimits: false, memoryMb: 64, processes: 1 };
      const limits = await box.run(['/bin/sh', '-c', 'ulimit -t; ulimit -f'], { policy });
      expect(limits.stdout).toBe('unlimited\nunlimited\n');
      const program = `Buffer.alloc(100e6, 1); require('child_process').execSync('sleep 0.2')`;
      expect((await box.run([node, '-e', program], { policy })).reason).toBe('exit code 0');
    });

    test('the highest limits that a configuration may hold are taken', async () => {
      await using box = await startSandbox(mechanisms);
      const policy = { cpuSeconds: 1e9, memoryMb: 1e9, processes: 4_194_304, fileSizeMb: 1e9 };
      expect((await box.run(['/bin/sh', '-c', 'ulimit -t'], { policy })).stdout).toBe('1000000000\n');
    });

    test('usage() counts the whole tree and nothing else', async () => {
      verifies('sandbox:usage:tree');
      await using box = await startSandbox(mechanisms);
      const burn = `const end = process.cpuUsage().user + 150e3; while (process.cpuUsage().user < end); console.log('ready'); process.stdin.resume()`;
      const program = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(burn)}], { stdio: 'inherit' })`;
      const child = await box.sandbox.spawn({ name: 'test', command: [node, '-e', program] });
      await once(child.stdout, 'data');
      const usage = await child.usage();
      expect(usage.processes).toBe(2);
      expect(usage.cpuMs).toBeGreaterThanOrEqual(150);
      expect(usage.memoryBytes).toBeGreaterThan(10e6);
      await child.stop();
      expect((await child.usage()).processes).toBe(0);
    });

    test('usage() tells what went to storage, where the kernel does', async () => {
      verifies('isolation:usage:storage');
      await using box = await startSandbox(mechanisms);
      const script = 'head -c 3000000 /dev/zero > "$HOME/file"; sync "$HOME/file"; echo ready; read -r line';
      const child = await box.sandbox.spawn({ name: 'test', command: ['/bin/sh', '-c', script] });
      await once(child.stdout, 'data');
      expect((await child.usage()).writtenBytes).toBeGreaterThanOrEqual(3_000_000);
      await child.stop();
    });
  });
});

test.skipIf(!capabilities.cgroup.controllers.includes('quota'))(
  'a share of the processors holds for the whole tree',
  async () => {
    verifies('isolation:limits:cpu-share');
    await using box = await startSandbox();
    const script = 'for i in 1 2; do (while :; do :; done) & done; sleep 1.5; kill %1 %2';
    const child = await box.sandbox.spawn({
      name: 'test',
      command: ['/bin/sh', '-c', script],
      policy: { cpuShare: 0.2 },
    });
    const startedAt = performance.now();
    await expect.poll(async () => (await child.usage()).cpuMs, { timeout: 5000 }).toBeGreaterThan(200);
    const { cpuMs } = await child.usage();
    expect(cpuMs / (performance.now() - startedAt)).toBeLessThan(0.35);
    await child.stop();
  },
);

const python = await findProgram('python3', process.env.PATH ?? '');

describe('servers of every kind start under the default level', () => {
  test.each([
    ['Node', [node, '-e', 'console.log("started")']],
    ['a script named by absolute path in any folder', undefined],
  ])('%s', async (_, command) => {
    verifies('sandbox:start:default-level');
    await using box = await startSandbox();
    const script = join(box.folder, 'server.mjs');
    await writeFile(script, 'console.log("started")');
    expect(await box.run(command ?? [node, script])).toMatchObject({ code: 0, stdout: 'started\n' });
  });

  test.skipIf(!python)('Python', async () => {
    verifies('sandbox:start:default-level');
    await using box = await startSandbox();
    const result = await box.run(['python3', '-c', 'import json, threading; print("started")']);
    expect(result).toMatchObject({ code: 0, stdout: 'started\n' });
  });
});
