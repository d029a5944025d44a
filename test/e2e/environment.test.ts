import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

let gateway: RunningGateway;
const path = `/nowhere/at/all:${process.env.PATH}`;
beforeAll(async () => {
  gateway = await startGateway({
    services: {
      restricted: hostile('', { env: { OWN: 'setting', FILLED: '${FROM_GATEWAY|none}' } }),
      open: hostile('', { sandbox: { restricted_env: false } }),
      trusted: hostile('', { sandbox: { enabled: false } }),
    },
    env: {
      PATH: path,
      FROM_GATEWAY: 'handed-in',
      SECRET_OF_THE_GATEWAY: 'not-for-servers',
      GATEWAY_SECRET_KEY: randomBytes(32).toString('hex'),
      LD_LIBRARY_PATH: '/nowhere/lib',
      NODE_PATH: '/nowhere/modules',
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function environmentOf(service: string, session = 's'): Promise<Record<string, string>> {
  const { json } = await gateway.call(service, { tool: 'env', session_id: session });
  return JSON.parse(String(json.result)) as Record<string, string>;
}

test('a restricted server has the variables of the contract and its own, nothing else', async () => {
  verifies('sandbox:env:restricted');
  const env = await environmentOf('restricted');
  const { HOME, TMPDIR, TEMP, TMP, USER, ...rest } = env;
  expect(rest).toEqual({ PATH: path, LANG: 'C.UTF-8', OWN: 'setting', FILLED: 'handed-in' });
  expect(USER).toEqual(expect.any(String));
  expect([TMPDIR, TEMP, TMP]).toEqual([HOME, HOME, HOME]);
});

test('each session has a home of its own', async () => {
  verifies('sandbox:home:own');
  const [one, two] = [await environmentOf('restricted', 'one'), await environmentOf('restricted', 'two')];
  expect(one.HOME).not.toBe(two.HOME);
});

test("restricted_env: false passes the gateway's environment, without its key and loader settings", async () => {
  verifies('sandbox:env:unrestricted');
  const env = await environmentOf('open');
  expect(env).toMatchObject({ SECRET_OF_THE_GATEWAY: 'not-for-servers', FROM_GATEWAY: 'handed-in' });
  expect(env).not.toHaveProperty('GATEWAY_SECRET_KEY');
  expect(env).not.toHaveProperty('LD_LIBRARY_PATH');
  expect(env.HOME).not.toBe(gateway.folder);
  expect(env.TMPDIR).toBe(env.HOME);
});

test('enabled: false passes everything but the key', async () => {
  verifies('sandbox:env:disabled');
  const env = await environmentOf('trusted');
  expect(env).toMatchObject({ LD_LIBRARY_PATH: '/nowhere/lib', HOME: gateway.folder });
  expect(env).not.toHaveProperty('GATEWAY_SECRET_KEY');
});

test('servers get no NODE_PATH of the workspace', async () => {
  verifies('cli:exec:no-node-path');
  await using plain = await startGateway({ services: { it: hostile('', { sandbox: { enabled: false } }) } });
  const { json } = await plain.call('it', { tool: 'env', session_id: 's' });
  expect(JSON.parse(String(json.result))).not.toHaveProperty('NODE_PATH');
});
