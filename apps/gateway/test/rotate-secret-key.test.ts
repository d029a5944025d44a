import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SecretBox } from '@gw/catalog';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { rotateSecretKey } from '../src/commands/rotate-secret-key.ts';
import { makeNextKey } from '../src/key-rotation.ts';
import { loadSealingKey } from '../src/sealing-key.ts';
import { secretKey } from '../src/secret-key.ts';
import { recordedContext } from './command-context.ts';
import { type GatewayFolder, gatewayFolder } from './gateway-folder.ts';

const config = 'config.json';
const newSecret = () => randomBytes(16).toString('hex');
const rotate = (gateway: GatewayFolder, env = {}) =>
  rotateSecretKey(recordedContext(gateway.cwd, env), { config });
const keyFile = ({ dataDir }: GatewayFolder) => join(dataDir, 'secret.key');

test('secrets go over to a new key in the key file, and to one of the environment and back', async () => {
  verifies('secrets:rotation:keys');
  await using gateway = await gatewayFolder();
  const secret = newSecret();
  await gateway.addSecret('one', secret);
  const before = await readFile(keyFile(gateway));
  await rotate(gateway);
  expect(await readFile(keyFile(gateway))).not.toEqual(before);
  expect((await stat(keyFile(gateway))).mode & 0o777).toBe(0o600);
  expect(await gateway.secrets()).toEqual({ one: secret });

  const GATEWAY_SECRET_KEY = newSecret();
  await rotate(gateway, { GATEWAY_NEW_SECRET_KEY: GATEWAY_SECRET_KEY });
  expect(await gateway.secrets({ GATEWAY_SECRET_KEY })).toEqual({ one: secret });
  await expect(gateway.secrets()).rejects.toMatchObject({ code: 'GW_SECRET_KEY' });
  // Run again, it finds that all is done.
  await rotate(gateway, { GATEWAY_NEW_SECRET_KEY: GATEWAY_SECRET_KEY });

  await rotate(gateway, { GATEWAY_SECRET_KEY });
  expect(await gateway.secrets()).toEqual({ one: secret });
  expect(await readdir(gateway.dataDir)).not.toContain('secret.key.next');
});

test('with a wrong key nothing is changed, and while a gateway runs neither', async () => {
  verifies('secrets:rotation:refused');
  await using gateway = await gatewayFolder();
  const secret = newSecret();
  await gateway.addSecret('one', secret);
  const wrong = { GATEWAY_SECRET_KEY: newSecret(), GATEWAY_NEW_SECRET_KEY: newSecret() };
  await expect(rotate(gateway, wrong)).rejects.toMatchObject({ code: 'GW_SECRET_KEY' });
  {
    await using store = await gateway.open();
    await store.servers.all();
    await expect(rotate(gateway)).rejects.toMatchObject({ code: 'GW_STORE_IN_USE' });
  }
  expect(await gateway.secrets()).toEqual({ one: secret });
});

test('cut off before and after the secrets were sealed anew, the key that holds is found', async () => {
  verifies('secrets:rotation:killed');
  await using gateway = await gatewayFolder();
  const secret = newSecret();
  await gateway.addSecret('one', secret);
  await makeNextKey(gateway.dataDir);
  expect(await gateway.secrets()).toEqual({ one: secret });

  const before = new SecretBox(secretKey({}, await loadSealingKey(gateway.dataDir)));
  const next = await makeNextKey(gateway.dataDir);
  const after = new SecretBox(secretKey({}, next));
  {
    await using store = await gateway.open();
    await store.reseal(sealed => after.seal(before.open(sealed)));
  }
  expect(await gateway.secrets()).toEqual({ one: secret });
  expect(new Uint8Array(await readFile(keyFile(gateway)))).toEqual(new Uint8Array(next));
});

test('killed at any moment, a rotation leaves secrets that can be opened', async () => {
  verifies('secrets:rotation:killed');
  await using gateway = await gatewayFolder();
  const secrets = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`server-${n}`, newSecret()]));
  for (const [name, secret] of Object.entries(secrets)) await gateway.addSecret(name, secret);
  for (let round = 0; round < 3; round++) {
    const program = join(import.meta.dirname, 'fixtures/rotate.ts');
    const child = spawn(process.execPath, ['--conditions=@gw/source', program, gateway.cwd], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await delay(Math.random() * 100);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await gateway.secrets()).toEqual(secrets);
  }
}, 60_000);
