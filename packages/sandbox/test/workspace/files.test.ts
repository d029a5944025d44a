import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { verifies } from '@gw/test';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WorkspaceFiles } from '../../src/workspace/files.ts';

/** The files of a workspace, with a secret beside them that nothing may reach. */
function openFiles(room = 1_000_000) {
  const folder = mkdtempSync(join(tmpdir(), 'gw-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'files');
  mkdirSync(root);
  writeFileSync(join(folder, 'secret'), 'secret');
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside', 'kept'), 'kept');
  const files = new WorkspaceFiles({
    folder: root,
    enter: () => ({ [Symbol.dispose]() {} }),
    room: async () => room,
  });
  return { files, root, folder };
}

const code = (name: string) => expect.objectContaining({ code: `GW_WORKSPACE_${name}` });

describe.skipIf(process.platform !== 'linux')('files of a workspace', () => {
  test('go in and out byte for byte, with their folders', async () => {
    verifies('workspaces:files:bytes');
    const { files, root } = openFiles();
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 256));

    await files.write('a/b/c.bin', bytes);
    expect((await files.read('/workspace/a/b/c.bin')).equals(bytes)).toBe(true);
    await files.write('a/b/c.bin', Readable.from([bytes, bytes]));
    const { size, stream } = await files.readStream('a/./b//c.bin');
    expect(size).toBe(400_000);
    expect((await buffer(stream)).length).toBe(400_000);
    await files.write('run.sh', '#!/bin/sh\necho ran', { executable: true });
    expect(String(execFileSync(join(root, 'run.sh')))).toBe('ran\n');
    await files.write('empty', '');
    expect(await files.read('empty')).toHaveLength(0);
    expect(await buffer((await files.readStream('empty')).stream)).toHaveLength(0);
  });

  test('are listed, told of, made, moved and deleted', async () => {
    verifies('workspaces:files:operations');
    const { files, root } = openFiles();
    await files.write('b.txt', 'text');
    await files.makeFolder('a/deep');
    await files.makeFolder('a/deep');
    symlinkSync('b.txt', join(root, 'link'));
    execFileSync('mkfifo', [join(root, 'pipe')]);

    const { entries, truncated } = await files.list();
    expect(truncated).toBe(false);
    expect(entries.map(({ path, type }) => [path, type])).toEqual([
      ['/workspace/a', 'folder'],
      ['/workspace/b.txt', 'file'],
      ['/workspace/link', 'link'],
      ['/workspace/pipe', 'other'],
    ]);
    expect(await files.stat('b.txt')).toMatchObject({ path: '/workspace/b.txt', size: 4, executable: false });
    expect(await files.stat('/workspace')).toMatchObject({ path: '/workspace', type: 'folder' });
    expect((await files.list('a')).entries.map(({ path }) => path)).toEqual(['/workspace/a/deep']);
    await files.move('b.txt', 'a/new/c.txt');
    expect(String(await files.read('a/new/c.txt'))).toBe('text');
    await expect(files.delete('a')).rejects.toEqual(code('FILE_CONFLICT'));
    await files.delete('a', { recursive: true });
    await files.delete('link');
    await files.delete('pipe');
    expect((await files.list()).entries).toEqual([]);
  });

  test('that are not there, or are something else, are told apart', async () => {
    verifies('workspaces:files:errors');
    const { files, root } = openFiles();
    await files.write('file', 'x');
    await files.makeFolder('folder');
    execFileSync('mkfifo', [join(root, 'pipe')]);

    await expect(files.read('none')).rejects.toEqual(code('FILE_NOT_FOUND'));
    await expect(files.read('none/none')).rejects.toEqual(code('FILE_NOT_FOUND'));
    await expect(files.delete('none')).rejects.toEqual(code('FILE_NOT_FOUND'));
    await expect(files.move('none', 'else')).rejects.toEqual(code('FILE_NOT_FOUND'));
    await expect(files.read('file/below')).rejects.toEqual(code('FILE_CONFLICT'));
    for (const path of ['folder', '/workspace', '', 'pipe'])
      await expect(files.read(path), path).rejects.toEqual(code('FILE_CONFLICT'));
    await expect(files.write('folder', 'x')).rejects.toEqual(code('FILE_CONFLICT'));
    await expect(files.list('file')).rejects.toEqual(code('FILE_CONFLICT'));
    await expect(files.move('folder', 'folder/in')).rejects.toEqual(code('FILE_CONFLICT'));
    await expect(files.read('file', { maxBytes: 0 })).rejects.toEqual(code('FILE_TOO_LARGE'));
    await expect(files.read('x'.repeat(300))).rejects.toEqual(code('FILE_CONFLICT'));
  });

  test('are written whole or not at all, and not beyond the quota', async () => {
    verifies('workspaces:files:atomic');
    const { files } = openFiles(10);
    await files.write('file', 'old');

    await expect(files.write('file', 'longer than that')).rejects.toEqual(code('DISK_FULL'));
    async function* broken() {
      yield Buffer.from('new');
      throw new Error('cut off');
    }
    await expect(files.write('file', broken())).rejects.toThrow('cut off');
    expect(String(await files.read('file'))).toBe('old');
    expect((await files.list()).entries).toHaveLength(1);
  });

  test('are never outside: dots, absolute paths and links that lead out are refused', async () => {
    verifies('workspaces:files:inside');
    const { files, root, folder } = openFiles();
    await files.makeFolder('in');
    symlinkSync('/', join(root, 'top'));
    symlinkSync('../..', join(root, 'in', 'up'));
    symlinkSync('../../secret', join(root, 'in', 'secret'));
    symlinkSync(join(folder, 'outside'), join(root, 'outside'));
    symlinkSync('/proc/self/cwd', join(root, 'cwd'));
    symlinkSync('loop', join(root, 'loop'));

    const paths = [
      '../secret',
      'in/../../secret',
      '/etc/passwd',
      '/workspace/../etc/passwd',
      '/workspacex/a',
    ].concat([
      'top/etc/passwd',
      'in/up/secret',
      'in/secret',
      'outside/kept',
      'cwd/package.json',
      'loop',
      'a\0b',
    ]);
    for (const path of paths) {
      await expect(files.read(path), path).rejects.toEqual(code('PATH'));
      const last = ['in/secret', 'loop'].includes(path);
      if (!last) await expect(files.write(path, 'x'), path).rejects.toEqual(code('PATH'));
      if (!last) await expect(files.delete(path, { recursive: true }), path).rejects.toEqual(code('PATH'));
      if (!last) await expect(files.move(path, 'stolen'), path).rejects.toEqual(code('PATH'));
      if (!last) await expect(files.makeFolder(`${path}/x`), path).rejects.toEqual(code('PATH'));
    }
    for (const path of ['top', 'outside', 'in/up'])
      await expect(files.list(path), path).rejects.toEqual(code('PATH'));
    // A link at the end is what is written, moved or deleted; never what it leads to.
    await files.write('in/secret', 'mine');
    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('secret');
    expect(statSync(join(root, 'in', 'secret')).isFile()).toBe(true);
    await files.delete('outside', { recursive: true });
    expect(readFileSync(join(folder, 'outside', 'kept'), 'utf8')).toBe('kept');
  });

  test('may be reached through links within the workspace', async () => {
    verifies('workspaces:files:inside');
    const { files, root } = openFiles();
    await files.write('releases/1/file', 'one');
    symlinkSync('releases/1', join(root, 'current'));
    symlinkSync('/workspace/releases', join(root, 'all'));
    symlinkSync('../../all/1/file', join(root, 'releases', '1', 'round'));

    expect(String(await files.read('current/file'))).toBe('one');
    expect(String(await files.read('current/round'))).toBe('one');
    await files.write('current/new', 'two');
    expect(readFileSync(join(root, 'releases/1/new'), 'utf8')).toBe('two');
    expect((await files.list('all')).entries.map(({ path }) => path)).toEqual(['/workspace/all/1']);
  });

  test('are never outside, however fast somebody changes folders into links and back', async () => {
    verifies('workspaces:files:races');
    const { files, root, folder } = openFiles();
    const outside = join(folder, 'outside');
    // Exchanges a folder and a link to the outside for each other, as fast as a process can.
    const script = `
      const { mkdirSync, renameSync, symlinkSync } = require('node:fs');
      mkdirSync('real'); symlinkSync(${JSON.stringify(outside)}, 'link');
      process.stdout.write('x');
      for (;;) {
        try { renameSync('real', 'game'); renameSync('game', 'real'); } catch {}
        try { renameSync('link', 'game'); renameSync('game', 'link'); } catch {}
      }`;
    const racer = spawn(process.execPath, ['-e', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void racer.kill('SIGKILL'));
    await new Promise(resolve => racer.stdout.once('data', resolve));
    let through = 0;
    const attempts = [
      () => files.write('game/planted', 'x'),
      () => files.read('game/kept'),
      () => files.list('game'),
      () => files.delete('game/kept'),
      () => files.move('game/kept', 'stolen'),
    ];
    for (let round = 0; round < 300; round++)
      for (const attempt of attempts) {
        const result = await attempt().catch(() => undefined);
        if (result !== undefined) through++;
        if (Buffer.isBuffer(result)) expect(String(result)).not.toBe('kept');
      }
    expect(through).toBeGreaterThan(0);
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
    expect(execFileSync('ls', [outside], { encoding: 'utf8' })).toBe('kept\n');
  });

  test('are removed to the last, without following a link, while folders in them become links', async () => {
    verifies('workspaces:files:races');
    const { files, root, folder } = openFiles();
    for (let index = 0; index < 200; index++) await files.write(`tree/${index}/sub/file`, 'x');
    const script = `
      const { renameSync, symlinkSync, mkdirSync } = require('node:fs');
      process.stdout.write('x');
      for (let index = 199; index >= 0; index--) {
        try { renameSync('tree/' + index + '/sub', 'taken' + index); symlinkSync(${JSON.stringify(join(folder, 'outside'))}, 'tree/' + index + '/sub'); } catch {}
      }`;
    const racer = spawn(process.execPath, ['-e', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void racer.kill('SIGKILL'));
    await new Promise(resolve => racer.stdout.once('data', resolve));
    await files
      .delete('tree', { recursive: true })
      .catch(error => expect(error).toEqual(code('FILE_CONFLICT')));
    expect(readFileSync(join(folder, 'outside', 'kept'), 'utf8')).toBe('kept');
  });
});
