import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { runCommand, startGateway } from './gateway.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wrong-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(config: unknown, args: string[] = [], env: Record<string, string> = {}) {
  await writeFile(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return runCommand(args, { cwd: folder, env });
}

const wrong = {
  server: { port: 'eighty', host: 17, auth_user: 'admin', auth_password: 'p' },
  services: { nothing: { command: [] }, sandboxed: { command: ['node'], sandbox: { memory_mb: 'lots' } } },
  session: { default_timeout: -1 },
  rate_limiting: { call_limit: 'often' },
};
const pointers = [
  '/server/port',
  '/server/host',
  '/services/nothing/command',
  '/services/sandboxed/sandbox/memory_mb',
  '/session/default_timeout',
  '/rate_limiting/call_limit',
];

test.each([
  ['start', []],
  ['validate', ['validate']],
] as const)('%s: a wrong configuration is refused with every problem at once', async (_name, args) => {
  verifies('config:wrong:every-problem', 'config:wrong:no-start');
  const { code, stderr } = await run(wrong, [...args]);
  expect(code).toBe(1);
  for (const pointer of pointers) expect(stderr).toContain(pointer);
});

test('validate --json tells every problem of a wrong configuration as JSON', async () => {
  verifies('config:wrong:every-problem');
  const { code, stdout } = await run(wrong, ['validate', '--json']);
  expect(code).toBe(1);
  const answer = JSON.parse(stdout) as { valid: boolean; problems: { pointer: string; message: string }[] };
  expect(answer.valid).toBe(false);
  expect(answer.problems.map(({ pointer }) => pointer).toSorted()).toEqual(pointers.toSorted());
});

test.each([
  ['no JSON', '{"server": '],
  ['no object', '[]'],
  ['an empty file', ''],
])('a configuration that is %s is refused, not replaced', async (_name, text) => {
  verifies('config:wrong:no-start');
  const { code, stderr } = await run(text);
  expect(code).toBe(1);
  expect(stderr).toContain('config.json');
});

test('a variable that is not set and has no default is an error that names it and the setting', async () => {
  verifies('config:variables:unset');
  const { code, stderr } = await run({
    server: { auth_user: 'admin', auth_password: '${NO_SUCH_PASSWORD}' },
  });
  expect(code).toBe(1);
  expect(stderr).toContain('NO_SUCH_PASSWORD');
  expect(stderr).toContain('/server/auth_password');
});

test('an unknown key is a warning with the nearest known one, and the gateway starts', async () => {
  verifies('config:unknown-keys:warning');
  await using gateway = await startGateway({ config: { session: { default_timout: 5 } } });
  expect(gateway.stderr).toContain('default_timeout');
});

test('a port that is taken is an error that says what to do', async () => {
  verifies('cli:listen:port-taken');
  await using gateway = await startGateway();
  const server = {
    host: '127.0.0.1',
    port: Number(new URL(gateway.url).port),
    auth_user: 'a',
    auth_password: 'b',
  };
  const { code, stderr } = await run({ server });
  expect(code).toBe(1);
  expect(stderr).toContain('server.port');
});

test('values from the environment fill what the file leaves out, and never what it says', async () => {
  verifies('config:environment:fills');
  await using gateway = await startGateway({
    config: { server: { port: '${GW_PORT|1}', auth_user: '', auth_password: '123456' } },
    env: { GW_PORT: '0', MCP_AUTH_USER: 'from-env', MCP_AUTH_PASSWORD: 'not-this' },
  });
  const ask = async (credentials: string) => {
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return (await gateway.request('/services', { headers: { authorization } })).status;
  };
  expect(await ask('from-env:123456')).toBe(200);
  expect(await ask('from-env:not-this')).toBe(401);
});
