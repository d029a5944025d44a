import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, runCommand, startGateway } from './gateway.ts';
import { processesWith } from './processes.ts';
import { hostile } from './services.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const server = { host: '127.0.0.1', port: 0, auth_user: 'admin', auth_password: 'chosen-for-this-folder' };
  const services = { it: hostile(), off: hostile('', { enabled: false }) };
  await writeFile(join(folder, 'config.json'), JSON.stringify({ server, services }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(args, { cwd: folder });

test('--help lists the options and commands, --version is a version', async () => {
  verifies('cli:help:lists', 'cli:version:prints');
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const word of ['-c, --config', '--watch', 'validate', 'init', 'tools', 'call', '--version'])
    expect(stdout).toContain(word);
  expect(await run('--version')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('a wrong command line is refused with a hint, and starts nothing', async () => {
  verifies('cli:usage:refused');
  for (const args of [['--port', '1'], ['unknown'], ['call', 'it'], ['-c']]) {
    const { code, stderr } = await run(...args);
    expect(code, args.join(' ')).not.toBe(0);
    expect(stderr, args.join(' ')).toContain('--help');
  }
});

test('validate says that a configuration is right, as text and as JSON', async () => {
  verifies('cli:validate:right');
  expect(await run('validate')).toMatchObject({ code: 0, stdout: expect.stringContaining('valid') });
  const { stdout } = await run('validate', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ valid: true });
});

test('a reader that closes its end early, such as head, is no failure', async () => {
  verifies('cli:tools:lists');
  for (const args of [['tools'], ['validate', '--json']]) {
    const { code, stderr } = await runCommand(args, { cwd: folder, closeStdout: true });
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  }
});

test('a configuration that is not there is named, and none is written by a command', async () => {
  verifies('cli:config:missing');
  for (const command of [['validate'], ['tools'], ['call', 'it', 'echo']]) {
    const { code, stderr } = await run('-c', 'missing.json', ...command);
    expect(code).toBe(1);
    expect(stderr).toContain('missing.json');
  }
});

describe.each(['without a running gateway', 'with a running gateway'])('%s', state => {
  let gateway: RunningGateway | undefined;
  let config = 'config.json';
  beforeAll(async () => {
    if (state === 'without a running gateway') return;
    gateway = await startGateway({ services: { it: hostile() } });
    const port = Number(new URL(gateway.url).port);
    config = join(gateway.folder, 'running.json');
    await writeFile(
      config,
      JSON.stringify({ ...gateway.config, server: { ...gateway.config.server, port } }),
    );
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test('tools lists the tools of a service, readable and as JSON', async () => {
    verifies('cli:tools:lists');
    const readable = await run('-c', config, 'tools', 'it');
    expect(readable).toMatchObject({ code: 0, stdout: expect.stringContaining('Does echo') });
    const { stdout } = await run('-c', config, 'tools', '--json');
    const listings = JSON.parse(stdout) as { service: string; tools: { name: string }[] }[];
    expect(listings.map(({ service }) => service)).toEqual(['it']);
    expect(listings[0]?.tools.map(({ name }) => name)).toContain('echo');
  });

  test('call prints the result, --json the whole answer, and arguments go by the schema', async () => {
    verifies('cli:call:result');
    const args = ['-c', config, 'call', 'it', 'echo', '--arg', 'any=12', '-a', 'other={"deep":[1]}'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ any: '12', other: { deep: [1] } });
    const whole = JSON.parse((await run(...args, '--json')).stdout) as object;
    expect(whole).toMatchObject({ service: 'it', tool: 'echo', content: [{ type: 'text' }] });
  });

  test('a failing tool and an unknown one end with exit code 1', async () => {
    verifies('cli:call:failure');
    expect(await run('-c', config, 'call', 'it', 'failed')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('it failed'),
    });
    expect(await run('-c', config, 'call', 'it', 'nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/tool:? nothing/),
    });
    expect(await run('-c', config, 'tools', 'nowhere')).toMatchObject({ code: 1 });
  });

  test('leaves no session and no process behind', async () => {
    verifies('cli:call:nothing-left');
    await run('-c', config, 'call', 'it', 'fork');
    if (gateway) expect((await gateway.request('/sessions')).json).toEqual({});
    expect(processesWith(folder)).toEqual([]);
  });
});
