import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SealingKeyError } from './errors.ts';

const keyBytes = 32;

/** Where the key is kept. */
export const sealingKeyFile = (dataDir: string): string => join(dataDir, 'secret.key');

/**
 * The key that seals what MCP clients carry for the gateway, so that they can go on after a restart: made once, and
 * kept in `data_dir`, readable by its owner alone. Gateways that start at the same time get the same one.
 *
 * @throws SealingKeyError (`GW_SEALING_KEY`) when the file can't be read, made, or is no key
 */
export async function loadSealingKey(dataDir: string): Promise<Uint8Array> {
  const path = sealingKeyFile(dataDir);
  try {
    const key = (await readIfThere(path)) ?? (await make(dataDir, path));
    if (key.length === keyBytes) return key;
  } catch (error) {
    throw new SealingKeyError(path, error);
  }
  throw new SealingKeyError(
    path,
    new Error(`it must have ${keyBytes} bytes; remove it to have another one made`),
  );
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch(error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

async function make(dataDir: string, path: string): Promise<Uint8Array> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await using file = await open(draft, 'wx', 0o600);
    await file.writeFile(randomBytes(keyBytes));
    await file.sync();
    // A link appears whole or not at all, and never replaces what another starter has made meanwhile.
    await link(draft, path).catch(error => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path);
}
