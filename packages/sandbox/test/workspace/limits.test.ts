import { once } from 'node:events';
import { chmod, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { engines, startWorkspaces } from './engines.ts';

const [sandbox] = engines.filter(({ missing, isolates }) => missing === undefined && isolates);

describe.skipIf(!sandbox)('a workspace', () => {
  test('that fills its disk is ended with that reason, keeps its files, and may clean up', async () => {
    verifies('workspaces:limits:disk');
    if (!sandbox) throw new Error('unreachable');
    await using place = await startWorkspaces(sandbox);
    const workspace = await place.create({ diskMb: 4, policy: { fileSizeMb: 3 } });

    const filling = workspace.exec({
      command: 'i=0; while :; do head -c 1000000 /dev/zero > f$i; i=$((i+1)); sleep 0.2; done',
    });
    await expect(filling).rejects.toMatchObject({
      code: 'GW_WORKSPACE_ENDED',
      message: expect.stringContaining('disk quota (4 MB)'),
    });
    await expect(workspace.files.write('more', 'x')).rejects.toMatchObject({
      code: 'GW_WORKSPACE_DISK_FULL',
    });
    expect((await workspace.usage()).diskBytes).toBeGreaterThan(4_000_000);
    // No round of being ended and beginning again adds to it.
    await expect(workspace.exec({ command: 'true' })).rejects.toMatchObject({
      code: 'GW_WORKSPACE_DISK_FULL',
    });
    for (const { path } of (await workspace.files.list()).entries) await workspace.files.delete(path);
    await workspace.files.write('more', 'x');
    // One file alone is held by the kernel, at once.
    expect(await workspace.exec({ command: 'head -c 9000000 /dev/zero > big' })).toMatchObject({
      exitCode: 153,
    });
  });

  test('that uses too much memory is ended with that reason', async () => {
    verifies('workspaces:limits:tree');
    if (!sandbox) throw new Error('unreachable');
    await using place = await startWorkspaces(sandbox);
    const workspace = await place.create({ policy: { memoryMb: 64 } });
    await expect(workspace.exec({ command: 'head -c 300000000 /dev/zero | tail' })).rejects.toMatchObject({
      code: 'GW_WORKSPACE_ENDED',
      message: expect.stringContaining('out of memory (64 MB)'),
    });
  });

  test('sees nothing of the host: files, processes, variables, network', async () => {
    verifies('workspaces:isolation:host');
    if (!sandbox) throw new Error('unreachable');
    await using place = await startWorkspaces(sandbox);
    const workspace = await place.create();
    const other = await place.create();
    await other.files.write('secret', 'secret');
    const server = createServer(socket => socket.end('secret')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };

    const { stdout } = await workspace.exec({
      command: `
        ls -d ${place.baseDir} /root /home/* 2>/dev/null
        cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep '^PATH_OF_TEST\\|^VITEST'
        bash -c 'cat < /dev/tcp/127.0.0.1/${port}' 2>/dev/null
        ls /proc | grep -c '^[0-9]'`,
    });
    server.close();
    expect(Number(String(stdout).trim().split('\n').at(-1))).toBeLessThan(10);
    expect(String(stdout).trim().split('\n')).toHaveLength(1);
  });

  test('reaches what its allow-list names, and nothing else', async () => {
    verifies('workspaces:isolation:allow-list');
    if (!sandbox) throw new Error('unreachable');
    await using place = await startWorkspaces(sandbox);
    const servers = ['named', 'secret'].map(word =>
      createServer(socket => socket.end(word)).listen(0, '127.0.0.1'),
    );
    await Promise.all(servers.map(server => once(server, 'listening')));
    const [named, secret] = servers.map(server => (server.address() as { port: number }).port);
    const workspace = await place.create({ policy: { network: { allow: [`127.0.0.1:${named}`] } } });

    const read = async (port: number | undefined) =>
      String((await workspace.exec({ command: ['bash', '-c', `cat < /dev/tcp/127.0.0.1/${port}`] })).stdout);
    expect(await read(named)).toBe('named');
    expect(await read(secret)).toBe('');
    for (const server of servers) server.close();
  });

  test('that drops privileges has files that are its own', async () => {
    verifies('workspaces:isolation:user');
    if (!sandbox) throw new Error('unreachable');
    await using place = await startWorkspaces(sandbox);
    // Everyone may pass through, or nobody could get anywhere.
    await chmod(place.folder, 0o711);
    const workspace = await place.create({ policy: { dropPrivileges: true } });
    await workspace.files.write('folder/file', 'x');

    const { stdout } = await workspace.exec({
      command: 'id -u; echo y >> folder/file; rm folder/file; echo $?',
    });
    expect(String(stdout)).toMatch(/^[1-9]\d*\n0\n$/);
  });

  test('without the isolation that it was made with does not run', async () => {
    verifies('workspaces:isolation:refused');
    const plain = engines.find(({ isolates, missing }) => !isolates && missing === undefined);
    if (!plain) throw new Error('unreachable');
    await using place = await startWorkspaces({ ...plain, policy: {} });
    await expect(place.create()).rejects.toMatchObject({ code: 'GW_SANDBOX_UNAVAILABLE' });
    expect(await readdir(place.baseDir)).toEqual(['owner.lock']);
    const open = await place.create({ policy: { preset: 'medium', allowDegraded: true } });
    await expect(open.exec({ command: 'true' })).rejects.toMatchObject({
      code: 'GW_SANDBOX_INVALID_REQUEST',
    });
  });
});
