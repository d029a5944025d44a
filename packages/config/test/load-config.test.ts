import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { type ConfigError, loadConfig } from '../src/index.ts';
import { newSecret } from './parsing.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function loadText(content: string | Uint8Array, env = {}) {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'config.json'), content);
  const loaded = await loadConfig('config.json', { env, cwd: folder.path });
  return { ...loaded, folder: folder.path };
}

const failure = (content: string | Uint8Array): Promise<ConfigError> =>
  loadText(content).then(
    () => Promise.reject(new Error('the file was accepted')),
    error => error,
  );

test('a file is found relative to the working folder, and its absolute path is told', async () => {
  const { config, path, folder } = await loadText('{"server": {"auth_token": "${T}"}}', { T: 'abc' });
  expect(path).toBe(join(folder, 'config.json'));
  expect(config.data_dir).toBe(join(folder, 'data'));
  expect(config.server.auth_token).toBe('abc');
});

test('a byte order mark at the start is skipped', async () => {
  verifies('config:file:byte-order-mark');
  const { config } = await loadText('\uFEFF{"server": {"auth_token": "abc"}}');
  expect(config.server.auth_token).toBe('abc');
});

test('a file that is not there, and a folder in its place, are told apart', async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'config.json'));
  const options = { env: {}, cwd: folder.path };
  await expect(loadConfig('none.json', options)).rejects.toMatchObject({ code: 'GW_CONFIG_NOT_FOUND' });
  await expect(loadConfig('config.json', options)).rejects.toMatchObject({ code: 'GW_CONFIG_UNREADABLE' });
});

test.runIf(process.platform === 'linux')('a file without end is read no further than 4 MiB', async () => {
  verifies('config:file:bounded');
  const loading = loadConfig('/dev/zero', { env: {}, cwd: '/' });
  await expect(loading).rejects.toMatchObject({ code: 'GW_CONFIG_UNREADABLE' });
});

test.each([
  ['{\n  "server": {\n    "port": 80\n    "host": "x"\n  }\n}', 4, 5, '"," or "}" should follow'],
  ['{\n  "a": 1,\n}', 3, 1, 'a key is missing after ","'],
  ['{"a": [1, ]}', 1, 11, 'a value is missing after ","'],
  ["{'a': 1}", 1, 2, 'double quotes'],
  ['{"a": hello}', 1, 7, 'a value should follow'],
  ['{"a": NaN}', 1, 7, 'a value should follow'],
  ['{"a": 01}', 1, 7, 'a value should follow'],
  ['{"a" 1}', 1, 6, '":" should follow'],
  ['{ // note\n}', 1, 3, 'JSON has no comments'],
  ['{"a": "x\ny"}', 1, 9, 'end on the line'],
  ['{"a": "C:\\dir"}', 1, 10, 'backslash'],
  ['{"a": "x', 1, 7, 'closing quote'],
  ['{"a": {', 1, 8, 'ends where a key'],
  ['{} {}', 1, 4, 'goes on after the end'],
  ['', 1, 1, 'ends where a value'],
])('%j is not JSON: line %i, column %i', async (text, line, column, words) => {
  verifies('config:file:syntax-position');
  const { code, issues } = await failure(text);
  expect(code).toBe('GW_CONFIG_SYNTAX');
  expect(issues).toHaveLength(1);
  expect(issues[0]?.message).toContain(`line ${line}, column ${column}`);
  expect(issues[0]?.message).toContain(words);
});

test('a syntax error next to a password does not show it', async () => {
  verifies('config:issues:secrets');
  const secret = newSecret();
  const error = await failure(`{"server": {"auth_password": ${secret}, "auth_token": "${secret}}`);
  expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain(secret);
});

test('bytes that are not UTF-8 are refused', async () => {
  const latin1 = Buffer.from('{"server": {"auth_user": "m\u00fcller"}}', 'latin1');
  expect(await failure(latin1)).toMatchObject({ code: 'GW_CONFIG_SYNTAX' });
});

test('a key that stands twice is an issue, beside all others', async () => {
  verifies('config:file:duplicate-keys');
  const { code, issues } = await failure(
    '{\n"server": {"auth_token": "x"},\n"services": {"one": {"command": ["a"]},\n"one": {"command": []}}}',
  );
  expect(code).toBe('GW_CONFIG_INVALID');
  expect(issues).toMatchObject([
    { pointer: '/services/one', message: 'stands twice in the file, on lines 3 and 4' },
    { pointer: '/services/one/command' },
  ]);
});

test('nesting of any depth is refused, not followed', async () => {
  for (const open of ['[', '{"a":']) {
    const { code, issues } = await failure(`{"x": ${open.repeat(300_000)}`);
    expect(code).toBe('GW_CONFIG_SYNTAX');
    expect(issues[0]?.message).toContain('nested');
  }
});
