import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxes, type TestSandboxes } from './test-sandboxes.ts';

let place: TestSandboxes;
let id: string;

beforeAll(async () => {
  place = await startSandboxes();
  id = await place.create({ disk_mb: 32 });
});

afterAll(() => place[Symbol.asyncDispose]());

/** Sends and gets bytes; `path` as the client writes it behind `/files/`. */
const send = (method: 'GET' | 'PUT' | 'HEAD', path: string, payload?: Buffer, headers: object = {}) =>
  place.platform.gateway.inject({
    method,
    url: `/api/v1/sandboxes/${id}/files/${path}`,
    headers: headers as Record<string, string>,
    ...(payload ? { payload } : {}),
  });

test('bytes go in and come out as they are, whatever they are said to be', async () => {
  verifies('sandboxes:files:bytes');
  const bytes = Buffer.concat([randomBytes(3_000_000), Buffer.from([0, 255, 13, 10])]);
  for (const type of [undefined, 'application/json', 'multipart/form-data', 'text/plain; charset=utf-16']) {
    const headers = type ? { 'content-type': type } : {};
    expect((await send('PUT', '/workspace/deep/er/data.bin', bytes, headers)).statusCode).toBe(204);
    const { rawPayload, headers: told } = await send('GET', 'deep/er/data.bin');
    expect(rawPayload.equals(bytes)).toBe(true);
    expect(told).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': `${bytes.length}`,
    });
  }
  expect((await send('PUT', 'empty')).statusCode).toBe(204);
  expect((await send('GET', '/workspace/empty')).rawPayload.length).toBe(0);
  expect(await place.exec(id, 'wc -c < empty')).toMatchObject({ stdout: '0\n' });
});

test('names may be strange, and folders are listed', async () => {
  verifies('sandboxes:files:list');
  const name = 'päth with $(touch pwned) "quotes" \n-rf *';
  const path = `/workspace/odd/${name}`;
  expect((await send('PUT', encodeURIComponent(path), Buffer.from('x'))).statusCode).toBe(204);
  await place.exec(id, 'mkdir odd/folder; ln -s / odd/root; mkfifo odd/pipe; chmod +x odd/p*');
  const { status, json } = await place.ask('GET', `/sandboxes/${id}/files?path=/workspace/odd`);
  expect([status, json.truncated]).toEqual([200, false]);
  const listed = json.items.map(({ name, type, is_directory }: Record<string, unknown>) => [
    name,
    type,
    is_directory,
  ]);
  expect(listed).toEqual(
    [
      ['folder', 'folder', true],
      ['pipe', 'other', false],
      [name, 'file', false],
      ['root', 'link', false],
    ].sort(),
  );
  expect(json.items[0]).toMatchObject({
    path: '/workspace/odd/folder',
    modified_at: expect.stringMatching(/Z$/),
  });
  expect((await send('GET', encodeURIComponent(path))).body).toBe('x');
  const root = (await place.ask('GET', `/sandboxes/${id}/files`)).json.items;
  expect(root.map(({ name }: { name: string }) => name)).not.toContain('pwned');
});

test('no path leads out, by dots, absolutely, or by a link', async () => {
  verifies('sandboxes:files:inside');
  await place.exec(id, 'ln -s /etc/passwd passwd; ln -s ../../.. up; ln -s /etc etc');
  await symlink('/etc', join(place.folder, 'workspaces', id, 'files', 'planted'));
  for (const path of [
    '/etc/passwd',
    '/workspace/../etc/passwd',
    encodeURIComponent('../../../../etc/passwd'),
    '%2Fworkspace%2F..%2F..%2Fetc%2Fpasswd',
    'up/etc/passwd',
    '/workspacer/x',
    'a%00b',
  ]) {
    for (const method of ['GET', 'PUT'] as const) {
      const answer = await send(method, path, method === 'PUT' ? Buffer.from('x') : undefined);
      expect([path, method, answer.statusCode, answer.json().code]).toEqual([
        path,
        method,
        422,
        'GW_WORKSPACE_PATH',
      ]);
    }
  }
  // An absolute link is followed as commands see it: below the workspace.
  for (const path of ['passwd', 'etc/passwd', 'planted/passwd']) {
    const answer = await send('GET', path);
    expect([path, answer.statusCode, answer.body.includes('root:')]).toEqual([
      path,
      expect.any(Number),
      false,
    ]);
    expect(answer.statusCode).toBeGreaterThanOrEqual(404);
  }
});

test('what is missing, no file, or too large for the quota is told apart', async () => {
  verifies('sandboxes:files:errors');
  await place.exec(id, 'mkdir -p folder');
  expect((await send('GET', 'nothing')).statusCode).toBe(404);
  expect((await send('GET', 'folder')).statusCode).toBe(409);
  expect((await send('PUT', 'folder', Buffer.from('x'))).statusCode).toBe(409);
  expect((await send('GET', '')).statusCode).toBe(422);
  const full = await send('PUT', 'large', Buffer.alloc(40_000_000));
  expect([full.statusCode, full.json().code]).toEqual([413, 'GW_WORKSPACE_DISK_FULL']);
  expect((await send('GET', 'large')).statusCode).toBe(404);
  expect((await place.ask('GET', `/sandboxes/${id}/files?path=nothing`)).status).toBe(404);
  expect((await place.ask('GET', `/sandboxes/${id}/files?path=/etc`)).status).toBe(422);
});

test('an upload that breaks off leaves the file as it was', async () => {
  verifies('sandboxes:files:cut-off');
  const { port } = await place.platform.gateway.listen();
  await send('PUT', 'whole', Buffer.from('before'));
  const socket = connect(port, '127.0.0.1');
  const { authorization } = place.platform.gateway.headers;
  socket.write(
    `PUT /api/v1/sandboxes/${id}/files/whole HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\ncontent-length: 1000\r\n\r\nhalf`,
  );
  const entries = async () =>
    (await place.ask('GET', `/sandboxes/${id}/files`)).json.items.map(({ name }: { name: string }) => name);
  await expect.poll(entries).toContainEqual(expect.stringMatching(/\.tmp$/));
  socket.destroy();
  await expect.poll(entries).not.toContainEqual(expect.stringMatching(/\.tmp$/));
  expect((await send('GET', 'whole')).body).toBe('before');
});

test('skills are put below .skills, each as a folder of its name', async () => {
  verifies('sandboxes:skills');
  const { store } = place.platform;
  const skill = { principal: 'owner', sourceType: 'markdown', skillMdContent: '---\nname: a\n---\nDo it.\n' };
  const one = await store.skills.insert({ ...skill, name: 'do-it' });
  await store.skills.putFiles(one.id, [
    { path: 'scripts/run.sh', content: Buffer.from('#!/bin/sh\necho ran'), mode: 0o755 },
    { path: 'data.bin', content: new Uint8Array([0, 255]), mode: 0o644 },
  ]);
  const odd = await store.skills.insert({ ...skill, name: '../../odd name' });
  const install = (skill_ids: string[]) =>
    place.ask('POST', `/sandboxes/${id}/skills`, { body: { skill_ids } });
  const { status, json } = await install([one.id, odd.id, one.id]);
  expect([status, json]).toEqual([
    200,
    {
      installed: [
        { skill_id: one.id, name: 'do-it', path: '/workspace/.skills/do-it', files: 3 },
        { skill_id: odd.id, name: '../../odd name', path: `/workspace/.skills/${odd.id}`, files: 1 },
      ],
    },
  ]);
  await place.exec(id, 'touch .skills/do-it/old');
  await install([one.id]);
  const command = '.skills/do-it/scripts/run.sh; ls .skills/do-it; tail -n 1 .skills/do-it/SKILL.md';
  expect(await place.exec(id, command)).toMatchObject({
    stdout: 'ran\nSKILL.md\ndata.bin\nscripts\nDo it.\n',
  });
  const refused = await install([one.id, '00000000-0000-7000-8000-000000000000']);
  expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, '/skill_ids/1']);
});
