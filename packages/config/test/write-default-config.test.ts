import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { loadConfig, writeDefaultConfig } from '../src/index.ts';
import { newSecret } from './parsing.ts';
import { temporaryFolder } from './temporary-folder.ts';

const services = { todo: { command: ['${PYTHON|python3}', 'todo.py'], description: 'Tasks' } };

test('the file loads, listens on this machine only, and holds a generated password and token', async () => {
  verifies('config:default-file:content');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config.json');
  const written = await writeDefaultConfig(path, { services });
  const { config, warnings } = await loadConfig(path, { env: {}, cwd: folder.path });
  expect(warnings).toEqual([]);
  expect(written.path).toBe(path);
  expect(config.server).toEqual(written.server);
  expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8080, auth_user: 'admin' });
  expect(config.server.auth_password).toMatch(/^[\w-]{32}$/);
  expect(config.server.auth_token).toMatch(/^[\w-]{43}$/);
  expect(config.services.todo?.command).toEqual(['python3', 'todo.py']);
});

test('two files never have the same password or token; given ones are taken', async () => {
  await using folder = await temporaryFolder();
  const one = await writeDefaultConfig(join(folder.path, '1.json'), { services });
  const two = await writeDefaultConfig(join(folder.path, '2.json'), { services });
  const secrets = [one, two].flatMap(({ server }) => [server.auth_password, server.auth_token]);
  expect(new Set(secrets).size).toBe(4);
  const given = { password: newSecret(), token: newSecret() };
  const three = await writeDefaultConfig(join(folder.path, '3.json'), { services, ...given });
  expect(three.server).toMatchObject({ auth_password: given.password, auth_token: given.token });
});

test('only the owner can read the file', async () => {
  verifies('config:default-file:mode');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config.json');
  await writeDefaultConfig(path, { services });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what is there already stays as it is, a link that leads nowhere included', async () => {
  verifies('config:default-file:exclusive');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config.json');
  const dangling = join(folder.path, 'link.json');
  await writeFile(path, 'mine');
  await symlink(join(folder.path, 'nowhere'), dangling);
  await expect(writeDefaultConfig(path, { services })).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(writeDefaultConfig(dangling, { services })).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(path, 'utf8')).toBe('mine');
  expect((await readdir(folder.path)).sort()).toEqual(['config.json', 'link.json']);
});

test('of many writers at once, one writes; the others leave nothing behind', async () => {
  verifies('config:default-file:exclusive');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config.json');
  const attempts = await Promise.allSettled(
    Array.from({ length: 8 }, () => writeDefaultConfig(path, { services })),
  );
  const won = attempts.filter(attempt => attempt.status === 'fulfilled');
  expect(won).toHaveLength(1);
  expect(JSON.parse(await readFile(path, 'utf8')).server).toEqual(won[0]?.value.server);
  expect(await readdir(folder.path)).toEqual(['config.json']);
});

test('a folder that is not there is an error', async () => {
  await using folder = await temporaryFolder();
  const writing = writeDefaultConfig(join(folder.path, 'none', 'config.json'), { services });
  await expect(writing).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a file in a folder that cannot be written is found to be there', async () => {
  await using folder = await temporaryFolder();
  const inside = join(folder.path, 'readonly');
  await mkdir(inside);
  await writeFile(join(inside, 'config.json'), '{}');
  await chmod(inside, 0o500);
  const writing = writeDefaultConfig(join(inside, 'config.json'), { services });
  await expect(writing).rejects.toMatchObject({ code: 'EEXIST' });
});
