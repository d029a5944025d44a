import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayConfig } from '@gw/config';
import { parseJson } from '@gw/mcp-client';
import type { Logger, Store } from '@gw/store';

type Place = Pick<GatewayConfig, 'storage' | 'data_dir'>;

/** The folder of the database; one of its own, so that it can be hidden from servers before it holds anything. */
export const databaseFolder = (dataDir: string): string => join(dataDir, 'database');

/** Makes the folder of the database, for this user alone. */
export async function makeDatabaseFolder(dataDir: string): Promise<void> {
  await mkdir(databaseFolder(dataDir), { recursive: true, mode: 0o700 });
}

/**
 * Opens the database of a configuration. Its code is loaded here, so that a start doesn't wait for it.
 *
 * @throws StoreError
 */
export async function openPlatformStore({ storage, data_dir }: Place, logger: Logger): Promise<Store> {
  const { openStore } = await import('@gw/store');
  const place = storage === undefined ? { dataDir: databaseFolder(data_dir) } : { url: storage };
  return openStore({ ...place, logger, parseJson });
}
