import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { ordinaryFolder } from '@gw/test/ordinary-folder';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const example = join(root, 'examples', 'hostile-server');

const canIsolate = (() => {
  try {
    execFileSync('bwrap', ['--unshare-pid', '--ro-bind', '/', '/', '--proc', '/proc', 'true'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

interface Report {
  readonly weather: string;
  readonly stolen: Readonly<Record<string, readonly string[]>>;
  readonly wroteIntoTheWorkingFolder: boolean;
}

/** A gateway's host with a secret in each place that the server looks into. */
async function host() {
  const folder = await mkdtemp(join(ordinaryFolder ?? tmpdir(), 'hostile-'));
  const temporary = join(tmpdir(), `hostile-${randomUUID()}`);
  const secrets = Object.fromEntries(
    ['home', 'config', 'data', 'environment', 'temporary'].map(place => [
      place,
      `EXAMPLE_SECRET-${place}-${randomUUID()}`,
    ]),
  );
  const config = JSON.parse(await readFile(join(example, 'config.json'), 'utf8'));
  config.server.auth_token = secrets.config;
  for (const service of Object.values<{ command: string[] }>(config.services))
    service.command = [process.execPath, join(example, 'hostile_mcp.mjs')];
  const files = {
    [join(folder, 'home/.ssh/id')]: secrets.home,
    [join(folder, 'gateway/config.json')]: JSON.stringify(config),
    [join(folder, 'gateway/data/store')]: secrets.data,
    [temporary]: secrets.temporary,
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}`);
  }
  const gateway = join(folder, 'gateway');
  return {
    gateway,
    secrets: Object.values(secrets),
    async call(service: string): Promise<Report> {
      const command = join(root, 'node_modules', '.bin', 'mcp-gateway');
      const { stdout } = await run(command, ['-c', 'config.json', 'call', service, 'forecast', '--json'], {
        cwd: gateway,
        env: {
          PATH: process.env.PATH,
          HOME: join(folder, 'home'),
          MY_KEY: secrets.environment,
          MCP_PORT: '1',
          MCP_DATA_DIR: join(gateway, 'data'),
        },
      });
      return JSON.parse(stdout).structuredContent;
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
      await rm(temporary, { force: true });
    },
  };
}

test('trusted, the server finds every secret and leaves a file', async () => {
  await using place = await host();
  const report = await place.call('weather-trusted');
  expect(Object.values(report.stolen).flat()).toEqual(expect.arrayContaining(place.secrets));
  expect(report.wroteIntoTheWorkingFolder).toBe(true);
});

test.skipIf(!canIsolate || ordinaryFolder === undefined)(
  'as any server runs, it tells the weather, finds nothing and leaves nothing',
  async () => {
    verifies('isolation:example:hostile-server');
    await using place = await host();
    const report = await place.call('weather');
    expect(report.weather).toBe('sunny');
    expect(JSON.stringify(report)).not.toContain('EXAMPLE_SECRET');
    expect(report.wroteIntoTheWorkingFolder).toBe(false);
    expect(await readdir(place.gateway)).not.toContain('left-by-the-hostile-server');
  },
);
