import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Store } from '@gw/store';
import { sealingKeyFile } from './sealing-key.ts';
import { secretKey } from './secret-key.ts';

/** The key that a rotation goes over to, until all secrets are sealed with it. */
const nextKeyFile = (dataDir: string): string => `${sealingKeyFile(dataDir)}.next`;

/** Makes the next key, beside the one that holds. */
export async function makeNextKey(dataDir: string): Promise<Uint8Array> {
  const path = nextKeyFile(dataDir);
  await rm(path, { force: true });
  const key = randomBytes(32);
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(key);
  await file.sync();
  return key;
}

/** Makes the next key the one that holds. */
export async function takeNextKey(dataDir: string): Promise<void> {
  await rename(nextKeyFile(dataDir), sealingKeyFile(dataDir));
  await using folder = await open(dirname(sealingKeyFile(dataDir)));
  await folder.sync();
}

/**
 * Ends a rotation that was cut off: the secrets say whether it had come to its end. Gives the key that holds.
 *
 * @param current of the key file
 */
export async function settleRotation(
  store: Store,
  dataDir: string,
  current: Uint8Array,
): Promise<Uint8Array> {
  const next = await readFile(nextKeyFile(dataDir)).catch(() => undefined);
  if (!next) return current;
  const sealed = await store.anySealed();
  const { SecretBox } = await import('@gw/catalog');
  if (next.length === 32 && sealed && new SecretBox(secretKey({}, next)).isOwn(sealed)) {
    await takeNextKey(dataDir);
    return next;
  }
  await rm(nextKeyFile(dataDir), { force: true });
  return current;
}
