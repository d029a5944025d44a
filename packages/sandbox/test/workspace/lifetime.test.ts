import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { engines, startWorkspaces } from './engines.ts';

describe.each(engines)('in $name', engine => {
  describe.skipIf(engine.missing !== undefined)('a workspace', () => {
    test('that is stopped keeps its files, has no processes, and refuses commands until it is resumed', async () => {
      verifies('workspaces:lifetime:stop');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      await workspace.exec({ command: 'echo kept > file; sleep 63 &' });
      expect((await workspace.usage()).processes).toBeGreaterThan(0);

      await workspace.stop();
      await workspace.stop();
      expect(workspace.record.state).toBe('stopped');
      expect(await workspace.usage()).toMatchObject({ processes: 0 });
      await expect(workspace.exec({ command: 'true' })).rejects.toMatchObject({
        code: 'GW_WORKSPACE_STOPPED',
      });
      expect(String(await workspace.files.read('file'))).toBe('kept\n');
      await workspace.resume();
      expect(String((await workspace.exec({ command: 'cat file' })).stdout)).toBe('kept\n');
    });

    test('is there after a restart, with its files, settings and state, and none of its processes', async () => {
      verifies('workspaces:lifetime:restart');
      await using place = await startWorkspaces(engine);
      const running = await place.create({ id: 'one', env: { A: 'b' }, labels: { owner: 'x' }, diskMb: 7 });
      const stopped = await place.create({ id: 'two' });
      await running.exec({ command: 'echo kept > file; sleep 64 &' });
      await stopped.stop();

      const again = await place.reopen();
      expect(again.list().map(({ id, record }) => [id, record.state])).toEqual([
        ['one', 'running'],
        ['two', 'stopped'],
      ]);
      const one = again.get('one');
      expect(one?.record).toEqual(running.record);
      expect(await one?.usage()).toMatchObject({ processes: 0 });
      expect(String((await one?.exec({ command: 'cat file; echo $A' }))?.stdout)).toBe('kept\nb\n');
      await expect(running.exec({ command: 'true' })).rejects.toMatchObject({ code: 'GW_WORKSPACE_STOPPED' });
    });

    test('that is destroyed leaves nothing, whatever its commands made of its files', async () => {
      verifies('workspaces:lifetime:destroy');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      const hostile = workspace.exec({
        command:
          'mkdir -p closed/in; echo x > closed/in/file; chmod 000 closed/in closed; ln -s / root; mkfifo pipe; ' +
          'i=0; while [ $i -lt 1500 ]; do mkdir deeper && cd deeper || exit; i=$((i+1)); done; sleep 65 &',
      });
      // So many folders may be too much for the quota before all are made.
      await hostile.catch(error => expect(error).toMatchObject({ code: 'GW_WORKSPACE_ENDED' }));

      await Promise.all([workspace.destroy(), workspace.destroy()]);
      expect(place.workspaces.get(workspace.id)).toBeUndefined();
      expect(await readdir(place.baseDir)).toEqual(['owner.lock']);
      for (const attempt of [
        workspace.exec({ command: 'true' }),
        workspace.files.read('x'),
        workspace.resume(),
      ])
        await expect(attempt).rejects.toMatchObject({ code: 'GW_WORKSPACE_DESTROYED' });
    });

    test('that nobody uses stops by itself; one in use does not', async () => {
      verifies('workspaces:lifetime:idle');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create({ idleMs: 300 });
      await workspace.exec({ command: 'sleep 0.6; echo > busy' });
      expect(workspace.record.state).toBe('running');

      await expect.poll(() => workspace.record.state, { timeout: 5000 }).toBe('stopped');
      await expect.poll(async () => (await workspace.usage()).processes).toBe(0);
      await workspace.resume();
      expect((await workspace.exec({ command: 'cat busy' })).exitCode).toBe(0);
    });

    test('whose processes all ended starts anew with the next command, and says why to those that were running', async () => {
      verifies('workspaces:lifetime:ended');
      await using place = await startWorkspaces(engine);
      const workspace = await place.create();
      await workspace.exec({ command: 'echo kept > file' });

      const running = workspace.exec({ command: 'sleep 66' });
      const shell = workspace.exec({ command: 'kill -KILL $(cut -d " " -f 4 /proc/$PPID/stat)' });
      await expect(running).rejects.toMatchObject({ code: 'GW_WORKSPACE_ENDED' });
      // Whether it was told its own end, or died of it first.
      await shell.catch(error => expect(error).toMatchObject({ code: 'GW_WORKSPACE_ENDED' }));
      await expect
        .poll(() =>
          workspace.exec({ command: 'cat file' }).then(
            ({ stdout }) => String(stdout),
            () => '',
          ),
        )
        .toBe('kept\n');
    });
  });
});

const [engine] = engines.filter(({ missing }) => missing === undefined);

describe.skipIf(!engine)('workspaces', () => {
  test('are bounded: how many there are, how many run, how much each does at once', async () => {
    verifies('workspaces:limits:number');
    if (!engine) throw new Error('unreachable');
    await using place = await startWorkspaces(engine, { maxWorkspaces: 3, maxRunning: 1, maxCommands: 2 });
    const limit = { code: 'GW_WORKSPACE_LIMIT' };
    const [first, second] = await Promise.all([place.create(), place.create(), place.create()]);
    await expect(place.create()).rejects.toMatchObject(limit);

    await first?.exec({ command: 'true' });
    await expect(second?.exec({ command: 'true' })).rejects.toMatchObject(limit);
    await first?.stop();
    expect((await second?.exec({ command: 'true' }))?.exitCode).toBe(0);
    const busy = [second?.exec({ command: 'sleep 0.3' }), second?.exec({ command: 'sleep 0.3' })];
    await expect(second?.exec({ command: 'true' })).rejects.toMatchObject(limit);
    await Promise.all(busy);
    await first?.destroy();
    await place.create({ id: 'taken' });
  });

  test('have one id each, and folders that were cut off while they were made or removed go', async () => {
    verifies('workspaces:lifetime:cut-off');
    if (!engine) throw new Error('unreachable');
    await using place = await startWorkspaces(engine);
    const [made, refused] = await Promise.allSettled([
      place.create({ id: 'same' }),
      place.create({ id: 'same' }),
    ]);
    expect(made.status).toBe('fulfilled');
    expect(refused).toMatchObject({ reason: { code: 'GW_WORKSPACE_EXISTS' } });
    for (const id of ['', '../up', 'UPPER', '.new-x', 'a/b', 'x'.repeat(64)])
      await expect(place.create({ id })).rejects.toMatchObject({ code: 'GW_WORKSPACE_INVALID_REQUEST' });

    for (const name of ['.new-half', '.gone-half', 'foreign', 'broken'])
      await mkdir(join(place.baseDir, name, 'files'), { recursive: true });
    await writeFile(join(place.baseDir, 'broken', 'workspace.json'), '{"id":"same"}');
    expect((await place.reopen()).list().map(({ id }) => id)).toEqual(['same']);
    expect((await readdir(place.baseDir)).sort()).toEqual(['broken', 'foreign', 'owner.lock', 'same']);
  });

  test('belong to one gateway at a time', async () => {
    verifies('workspaces:lifetime:one-owner');
    if (!engine) throw new Error('unreachable');
    await using place = await startWorkspaces(engine);
    const { createWorkspaces } = await import('../../src/index.ts');
    const other = { name: 'none', start: () => Promise.reject(new Error('never')) };
    await expect(createWorkspaces({ engine: other, baseDir: place.baseDir })).rejects.toMatchObject({
      code: 'GW_WORKSPACE_IN_USE',
    });
  });
});
