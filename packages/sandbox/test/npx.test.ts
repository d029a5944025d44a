import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram } from '../src/command.ts';
import { createSandbox, type Sandbox } from '../src/index.ts';
import { startRegistry, type TestRegistry } from './fixtures/registry.mjs';
import { capabilities, fixture, node, running, type TemporaryFolder, temporaryFolder } from './support.ts';

const npx = await findProgram('npx', process.env.PATH ?? '');
const testWithNpx = test.skipIf(!npx);
const command = ['npx', '-y', 'gw-test-server', 'a word', '--flag'];
const minute = 60_000;

let place: TemporaryFolder;
let registry: TestRegistry;

beforeEach(async () => {
  place = await temporaryFolder();
  registry = await startRegistry(join(place.folder, 'registry'));
});

afterEach(async () => {
  registry.close();
  await place[Symbol.asyncDispose]();
});

/** A gateway whose npm knows the test's registry only. */
function sandboxWith(): Promise<Sandbox> {
  const env = {
    PATH: process.env.PATH,
    HOME: place.folder,
    npm_config_registry: registry.url,
    GATEWAY_SECRET_KEY: 'kept',
    API_TOKEN: 'kept',
  };
  return createSandbox(place.options({ env, cwd: place.folder }));
}

interface Said {
  readonly words: string[];
  readonly environment: string[];
  readonly changed: string;
}

async function firstLine(sandbox: Sandbox, words: readonly string[] = command): Promise<Said> {
  const child = await sandbox.spawn({ name: 'test', command: words });
  try {
    const [line] = await Promise.race([
      once(child.stdout, 'data'),
      child.exited.then(exit => [JSON.stringify(exit)]),
    ]);
    return JSON.parse(String(line));
  } finally {
    await child.stop();
  }
}

testWithNpx(
  'an npx server is downloaded once, before its first session, whatever the file limit',
  async () => {
    verifies('sandbox:packages:once', 'sandbox:packages:file-limit', 'sandbox:start:default-level');
    await using sandbox = await sandboxWith();
    await sandbox.prepare({ name: 'test', command });
    expect(registry.tarballs()).toBe(1);
    const requests = registry.requests.length;
    registry.failing = true;
    for (let session = 0; session < 3; session++)
      expect((await firstLine(sandbox)).words).toEqual(['a word', '--flag']);
    expect(registry.requests.length).toBe(requests);
  },
  minute,
);

testWithNpx(
  'an npx server that may change a folder around the data of the gateway starts, and can change neither',
  async () => {
    verifies('sandbox:packages:read-only');
    await using sandbox = await sandboxWith();
    const child = await sandbox.spawn({ name: 'test', command, policy: { allowWrite: [place.folder] } });
    const [line] = await once(child.stdout, 'data');
    expect(JSON.parse(String(line))).toMatchObject({ words: ['a word', '--flag'], changed: 'nothing' });
    await child.stop();
  },
  minute,
);

testWithNpx(
  'sessions of an npx server have the restricted environment and nothing of npm’s',
  async () => {
    verifies('sandbox:packages:environment');
    await using sandbox = await sandboxWith();
    const { environment } = await firstLine(sandbox);
    expect(environment.sort()).toEqual(['HOME', 'LANG', 'PATH', 'TEMP', 'TMP', 'TMPDIR', 'USER']);
  },
  minute,
);

test.skipIf(!npx || (capabilities.root && !capabilities.bubblewrap.available))(
  'a session can’t change the packages that the next one runs',
  async () => {
    verifies('sandbox:packages:read-only');
    await using sandbox = await sandboxWith();
    expect((await firstLine(sandbox)).changed).toBe('nothing');
  },
  minute,
);

testWithNpx(
  'starts at the same time, in two gateways, share one download',
  async () => {
    verifies('sandbox:packages:shared');
    await using first = await sandboxWith();
    await using second = await sandboxWith();
    const said = await Promise.all([first, first, second, second].map(sandbox => firstLine(sandbox)));
    expect(said.map(({ words }) => words[0])).toEqual(['a word', 'a word', 'a word', 'a word']);
    expect(registry.tarballs()).toBe(1);
  },
  minute,
);

testWithNpx(
  'a download that fails is reported with npm’s words, and tried again',
  async () => {
    verifies('sandbox:packages:failed');
    await using sandbox = await sandboxWith();
    registry.failing = true;
    await expect(firstLine(sandbox)).rejects.toMatchObject({
      code: 'GW_SANDBOX_PACKAGES_FAILED',
      message: expect.stringMatching(/could not install the packages of test: npx: exit code 1: .*404/s),
    });
    registry.failing = false;
    expect((await firstLine(sandbox)).words).toEqual(['a word', '--flag']);
  },
  minute,
);

testWithNpx(
  'a session that gives up waiting leaves the download to the next one',
  async () => {
    verifies('sandbox:packages:impatient');
    await using sandbox = await sandboxWith();
    registry.stall = true;
    const abort = new AbortController();
    const impatient = sandbox.spawn({ name: 'test', command }, { signal: abort.signal });
    await expect.poll(() => registry.tarballs(), { timeout: minute }).toBe(1);
    abort.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
  },
  minute,
);

testWithNpx(
  'SIGKILL of the gateway ends a download under way, and the next gateway begins again',
  async () => {
    verifies('sandbox:packages:interrupted', 'sandbox:orphans:half-started');
    registry.stall = true;
    const { baseDir, dataDir } = place.options();
    const request = JSON.stringify({ options: { baseDir, dataDir, cwd: place.folder }, commands: [command] });
    const owner = spawn(node, [fixture('owner.mjs'), request], {
      env: { ...process.env, HOME: place.folder, npm_config_registry: registry.url },
      stdio: 'ignore',
    });
    await expect.poll(() => registry.tarballs(), { timeout: minute }).toBe(1);
    owner.kill('SIGKILL');
    await expect.poll(() => readdir(baseDir), { timeout: 10_000 }).toEqual([]);
    expect(running('--package=gw-test-server')).toEqual([]);
    registry.stall = false;
    await using sandbox = await sandboxWith();
    expect((await firstLine(sandbox)).words).toEqual(['a word', '--flag']);
  },
  minute,
);

testWithNpx(
  'a named program of a package, a local folder, and npm exec work like npx itself',
  async () => {
    verifies('sandbox:packages:forms');
    await using sandbox = await sandboxWith();
    const named = await firstLine(sandbox, [
      'npx',
      '-y',
      '--package',
      'gw-test-server@1.0.0',
      'serve',
      'one',
    ]);
    expect(named.words).toEqual(['one']);
    const executed = await firstLine(sandbox, ['npm', 'exec', '-y', 'gw-test-server', '--', '--two']);
    expect(executed.words).toEqual(['--two']);
    const local = await firstLine(sandbox, ['npx', '-y', './registry/package.tgz', 'three']);
    expect(local.words).toEqual(['three']);
  },
  2 * minute,
);

testWithNpx(
  'a use of npx that is not understood runs as it is written',
  async () => {
    verifies('sandbox:packages:forms');
    registry.largeBytes = 1000;
    await using sandbox = await sandboxWith();
    const said = await firstLine(sandbox, ['npx', '-y', '-p', 'gw-test-server', '-c', 'serve four']);
    expect(said.words).toEqual(['four']);
  },
  minute,
);

test('npx of a program that the project has runs that one and asks no registry', async () => {
  verifies('sandbox:packages:local');
  await using sandbox = await sandboxWith();
  const bin = join(place.folder, 'node_modules', '.bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'tool'), '#!/bin/sh\necho \'{"words":["local"]}\'\n', { mode: 0o755 });
  expect((await firstLine(sandbox, ['npx', 'tool'])).words).toEqual(['local']);
  expect(registry.requests).toEqual([]);
});
