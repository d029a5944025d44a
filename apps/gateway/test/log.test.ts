import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFileError } from '../src/errors.ts';
import { openLog } from '../src/log.ts';

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'gateway-log-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const read = (file: string) => readFile(file, 'utf8').catch(() => '');

test('the file gets structured lines, and security events as lines of their own', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'made', 'gateway.log');
  using log = await openLog({ level: 'ERROR', file, format: 'json' });
  log.logger.info('too quiet for this level');
  log.line('SECURITY_EVENT: too quiet as well');
  log.setLevel('info');
  log.logger.info({ service: 'greeter' }, 'started');
  log.line('SECURITY_EVENT: {"event_type":"tool_call"}');
  log.flush();
  await expect.poll(() => read(file)).toContain('SECURITY_EVENT');
  const lines = (await read(file)).trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 30, service: 'greeter', msg: 'started' });
  expect(lines[1]).toBe('SECURITY_EVENT: {"event_type":"tool_call"}');
});

test('after a rotation, reopen() goes on in a new file of the same name', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'gateway.log');
  using log = await openLog({ level: 'ERROR', file, format: 'json' });
  log.logger.error('before');
  await expect.poll(() => read(file)).toContain('before');
  await rename(file, `${file}.1`);
  log.reopen(file);
  log.logger.error('after');
  await expect.poll(() => read(file)).toContain('after');
  expect(await read(`${file}.1`)).not.toContain('after');
});

test('a file that cannot be opened is an error that names the setting', async () => {
  const opening = openLog({ level: 'INFO', file: '/dev/null/gateway.log', format: 'json' });
  await expect(opening).rejects.toThrow(LogFileError);
  await expect(opening).rejects.toThrow(/logging\.file \/dev\/null\/gateway\.log can't be opened/);
});
