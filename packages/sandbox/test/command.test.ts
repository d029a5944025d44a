import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import { capabilities, startSandbox, temporaryFolder } from './support.ts';

test('a command that does not exist is refused by name', async () => {
  verifies('sandbox:command:not-found');
  await using box = await startSandbox();
  for (const command of ['no-such-program', './no-such-program', '/no/such/program'])
    await expect(box.run([command])).rejects.toMatchObject({
      code: 'GW_SANDBOX_COMMAND_NOT_FOUND',
      message: expect.stringContaining(`command not found: ${command}`),
    });
});

test('a file that is not executable is told from a missing one', async () => {
  verifies('sandbox:command:not-found');
  await using box = await startSandbox();
  const file = join(box.folder, 'server.py');
  await writeFile(file, 'print("hello")');
  await expect(box.run([file])).rejects.toThrow(`command is not executable: ${file}`);
});

test('words of a command are never read by a shell', async () => {
  verifies('sandbox:command:argv');
  await using box = await startSandbox();
  const words = ['$(touch pwned)', '`id`', '; exit 1', 'a b', '', '-n', "it's", '\n', '*'];
  const result = await box.run([
    process.execPath,
    '-p',
    'JSON.stringify(process.argv.slice(1))',
    '--',
    ...words,
  ]);
  expect(JSON.parse(result.stdout)).toEqual(words);
});

test('a command starts in working_dir, and relative programs are found there', async () => {
  verifies('sandbox:command:working-dir');
  await using box = await startSandbox();
  const folder = join(box.folder, 'a folder');
  await mkdir(folder);
  await writeFile(join(folder, 'server'), '#!/bin/sh\npwd\n');
  await chmod(join(folder, 'server'), 0o755);
  const result = await box.run(['./server'], { policy: { workingDir: folder } });
  expect(result.stdout).toBe(`${folder}\n`);
});

test('a command starts where the gateway was started unless told otherwise', async () => {
  verifies('sandbox:command:working-dir');
  await using box = await startSandbox();
  expect((await box.run(['pwd'])).stdout).toBe(`${process.cwd()}\n`);
});

test('a working_dir that is missing or a file is refused by name', async () => {
  verifies('sandbox:command:working-dir');
  await using box = await startSandbox();
  const run = (workingDir: string) => box.run(['pwd'], { policy: { workingDir } });
  await expect(run('/no/such/folder')).rejects.toMatchObject({
    code: 'GW_SANDBOX_WORKING_DIR',
    message: 'working_dir /no/such/folder does not exist',
  });
  await expect(run('/etc/passwd')).rejects.toThrow('working_dir /etc/passwd is not a folder');
});

test('an empty command, a NUL character and a limit that is no number are refused', async () => {
  await using box = await startSandbox();
  const code = 'GW_SANDBOX_INVALID_REQUEST';
  await expect(box.run([])).rejects.toMatchObject({ code });
  await expect(box.run(['echo', 'a\0b'])).rejects.toMatchObject({ code });
  await expect(box.run(['echo'], { policy: { memoryMb: Number.NaN } })).rejects.toMatchObject({ code });
  await expect(box.run(['echo'], { policy: { processes: 0 } })).rejects.toMatchObject({ code });
});

test('more words than the kernel takes are an error, not a crash', async () => {
  await using box = await startSandbox();
  const words = Array.from({ length: 40 }, () => 'x'.repeat(120_000));
  await expect(box.run(['echo', ...words])).rejects.toMatchObject({ code: 'GW_SANDBOX_START_FAILED' });
});

test('the exit tells code, signal and reason', async () => {
  await using box = await startSandbox();
  expect(await box.run(['/bin/sh', '-c', 'exit 7'])).toMatchObject({
    code: 7,
    signal: null,
    reason: 'exit code 7',
  });
  const killed = await box.run(['/bin/sh', '-c', 'kill -ABRT $$']);
  expect(killed).toMatchObject({ code: null, signal: 'SIGABRT', reason: 'killed by SIGABRT' });
});

test.skipIf(!capabilities.root || !capabilities.setpriv.available)(
  'drop_privileges makes root nobody, without groups',
  async () => {
    verifies('sandbox:privileges:dropped');
    for (const bubblewrap of [false, 'auto'] as const) {
      await using box = await startSandbox({ bubblewrap });
      await chmod(box.folder, 0o755);
      const script =
        'id -u; id -G; grep -c "CapEff:.0*$" /proc/self/status; touch "$HOME/mine" && echo writable';
      const result = await box.run(['/bin/sh', '-c', script], { policy: { dropPrivileges: true } });
      const [uid, groups, withoutCapabilities, writable] = result.stdout.split('\n');
      expect(uid).not.toBe('0');
      expect(groups?.split(' ')).toHaveLength(1);
      expect([withoutCapabilities, writable]).toEqual(['1', 'writable']);
    }
  },
);

test.skipIf(!capabilities.root)(
  'drop_privileges that cannot be had is refused, with the reason',
  async () => {
    verifies('sandbox:privileges:refused');
    await using box = await startSandbox();
    await chmod(box.folder, 0o700);
    const run = box.run(['id'], { policy: { dropPrivileges: true } });
    await expect(run).rejects.toMatchObject({
      code: 'GW_SANDBOX_UNAVAILABLE',
      message: expect.stringContaining('is closed to others'),
    });
  },
);

test('a mechanism that is asked for and not there is refused, and what is found is said', async () => {
  verifies('sandbox:capabilities:reasons');
  await using place = await temporaryFolder();
  const env = { PATH: '/nonexistent' };
  const wanted = createSandbox(place.options({ env, mechanisms: { bubblewrap: true } }));
  await expect(wanted).rejects.toMatchObject({
    code: 'GW_SANDBOX_UNAVAILABLE',
    message: 'bubblewrap: bwrap is not installed',
  });
  await using sandbox = await createSandbox(place.options({ env, mechanisms: { cgroup: false } }));
  expect(sandbox.capabilities).toMatchObject({
    bubblewrap: { available: false, reason: 'bwrap is not installed' },
    cgroup: { available: false, reason: 'turned off' },
  });
});
