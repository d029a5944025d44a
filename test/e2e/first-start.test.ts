import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { root, runCommand, startGateway } from './gateway.ts';
import { processesWith } from './processes.ts';

const exec = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const taken = (port: number) =>
  new Promise<boolean>(resolve => {
    const probe = createServer().once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });

/** Runs the printed lines in bash, each as it stands; curl itself is told to fail on an error answer. */
async function answerAsPrinted(printed: () => string, cwd: string): Promise<void> {
  const curlLines = () =>
    [
      ...printed()
        .replaceAll('\\\n', ' ')
        .matchAll(/^\s*(curl .*)\n/gm),
    ].map(([, line]) => line ?? '');
  await expect.poll(() => curlLines().length).toBeGreaterThanOrEqual(5);
  for (const line of curlLines()) {
    const { stdout } = await exec(
      'bash',
      ['-c', `curl() { command curl --fail-with-body -sS "$@"; }; ${line}`],
      { cwd },
    );
    expect(JSON.parse(stdout), line).toEqual(expect.any(Object));
  }
}

const readConfig = async (path: string) =>
  JSON.parse(await readFile(path, 'utf8')) as {
    server: { host: string; port: number; auth_user: string; auth_password: string; auth_token: string };
    services: Record<string, { command: string[] }>;
  };

test('init writes a configuration for this machine only, with generated secrets, readable by its owner alone', async () => {
  verifies('config:first:written', 'cli:init:writes');
  const { code, stdout } = await runCommand(['init'], { cwd: folder });
  expect(code).toBe(0);
  const path = join(folder, 'config.json');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { server, services } = await readConfig(path);
  expect(server).toMatchObject({ host: '127.0.0.1', port: 8080, auth_user: 'admin' });
  expect(server.auth_password.length).toBeGreaterThanOrEqual(16);
  expect(server.auth_token.length).toBeGreaterThanOrEqual(16);
  expect(server.auth_password).not.toBe(server.auth_token);
  expect(Object.keys(services).length).toBeGreaterThan(0);
  expect(stdout).toContain('config.json');
});

test('init never overwrites, and every first configuration has secrets of its own', async () => {
  verifies('cli:init:never-overwrites', 'config:first:generated-secrets');
  const path = join(folder, 'config.json');
  const before = await readFile(path, 'utf8');
  expect((await runCommand(['init'], { cwd: folder })).code).toBe(1);
  expect(await readFile(path, 'utf8')).toBe(before);
  await runCommand(['-c', 'second.json', 'init'], { cwd: folder });
  const second = await readConfig(join(folder, 'second.json'));
  expect(second.server.auth_password).not.toBe((await readConfig(path)).server.auth_password);
});

test('a start without a configuration writes one, and prints curl lines that answer as printed', async ({
  skip,
}) => {
  verifies('config:first:start', 'cli:first-start:curl-lines');
  skip(await taken(8080), 'something listens on 8080, which a first configuration names');
  await using gateway = await startGateway({ prepare: path => rm(join(path, 'config.json')) });
  const { server } = await readConfig(gateway.configPath);
  expect(new URL(gateway.url).port).toBe(String(server.port));
  await answerAsPrinted(() => gateway.stdout, gateway.folder);
});

describe.skipIf(process.env.CI !== 'true')('a clean clone with an empty npm cache', () => {
  let clone: string;
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_)|NODE_(OPTIONS|PATH|ENV)$|VITEST)/i.test(name),
  );
  const env = () => ({ ...Object.fromEntries(own), npm_config_cache: join(folder, 'npm-cache'), CI: '' });

  beforeAll(async () => {
    clone = join(folder, 'clone');
    await exec('git', ['clone', '--quiet', root, clone]);
  });

  /** Runs `npm start` until the gateway listens; resolves with what it printed and how long that took. */
  async function npmStart(use: (printed: () => string, ms: number) => Promise<void>): Promise<void> {
    const began = Date.now();
    const child = spawn('npm', ['start'], { cwd: clone, env: env(), detached: true });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => (printed += text));
    const exited = new Promise(resolve => child.once('exit', resolve));
    try {
      await expect
        .poll(() => (child.exitCode === null ? printed : `Ended.\n${printed}`), {
          timeout: 400_000,
          interval: 20,
        })
        .toMatch(/Listening on |^Ended/);
      await use(() => printed, Date.now() - began);
    } finally {
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await exited;
      await expect.poll(() => processesWith(clone)).toEqual([]);
    }
  }

  test('`npm start` installs, builds, writes config.json and prints curl lines that answer', {
    timeout: 600_000,
  }, async ({ skip }) => {
    verifies('workspace:npm-start:clean-clone');
    skip(await taken(8080), 'something listens on 8080, which a first configuration names');
    await npmStart(printed => answerAsPrinted(printed, clone));
    const { stdout } = await exec('git', ['status', '--porcelain'], { cwd: clone });
    expect(stdout).toBe('');
    expect((await stat(join(clone, 'config.json'))).mode & 0o777).toBe(0o600);
  });

  test('a second `npm start` skips what is done and listens within 5 s', { timeout: 60_000 }, async ({
    skip,
  }) => {
    verifies('workspace:npm-start:second');
    skip(await taken(8080), 'something listens on 8080, which a first configuration names');
    await npmStart(async (printed, ms) => {
      expect(printed()).not.toMatch(/Installing|Building/);
      expect(ms).toBeLessThan(5_000);
    });
  });
});
