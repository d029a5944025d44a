import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@gw/config';
import { silentLogger } from '@gw/mcp-client';
import { expect, onTestFinished, test } from 'vitest';
import { LocalServices } from '../src/local-services.ts';

async function startServices(services: Record<string, { command: string[] }>): Promise<LocalServices> {
  const cwd = await mkdtemp(join(tmpdir(), 'local-services-'));
  const input = { server: { auth_token: 'unused' }, services };
  const configPath = join(cwd, 'config.json');
  const { config } = parseConfig(input, { env: {}, cwd, configPath });
  const local = await LocalServices.start(config, {
    configPath,
    cwd,
    env: process.env,
    logger: silentLogger,
  });
  onTestFinished(async () => {
    await local[Symbol.asyncDispose]();
    await rm(cwd, { recursive: true, force: true });
  });
  return local;
}

test('a command that is not there is named to the person at the terminal', async () => {
  const local = await startServices({ gone: { command: ['no-such-command'] } });
  await expect(local.tools('gone')).rejects.toMatchObject({
    code: 'GW_COMMAND',
    message: expect.stringContaining('command not found: no-such-command'),
  });
  await expect(local.call('gone', 'any', {})).rejects.toThrow('command not found: no-such-command');
});

test('what a server wrote before it exited stands below its failure, which is told once', async () => {
  const script = "console.error('no module named x'); process.exit(1)";
  const local = await startServices({ crash: { command: [process.execPath, '-e', script] } });
  await expect(local.tools('crash')).rejects.toThrow(
    /^Service crash could not be started: it has exited \(exit code 1\)\n {4}no module named x$/,
  );
});
