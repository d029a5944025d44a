import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { SecretBox } from '@gw/catalog';
import { importStore, StoreError } from '@gw/store';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { CommandError, reasonOf } from '../errors.ts';
import { settleRotation } from '../key-rotation.ts';
import { openLog } from '../log.ts';
import { openPlatformStore } from '../platform-store.ts';
import { showProgress } from '../progress.ts';
import { loadSealingKey } from '../sealing-key.ts';
import { secretKey } from '../secret-key.ts';

export interface ImportOptions {
  readonly config: string;
  /** What is kept goes. Default: it must be empty. */
  readonly replace?: boolean;
}

/**
 * Reads an export into the database of a configuration, as one change; `-` is standard input. A wrong or damaged one
 * changes nothing.
 *
 * @throws StoreError `GW_STORE_IN_USE` while a gateway runs, `GW_STORE_NOT_EMPTY`, `GW_STORE_DUMP`, `GW_STORE_NEWER`
 * @throws CommandError the file can't be read
 */
export async function importCommand(
  context: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const { config } = await readConfig(context, options.config);
  // Before the database, so that a wrong name is said first.
  const source = file === '-' ? context.stdin : await opened(resolve(context.cwd, file));
  using log = await openLog({ level: 'CRITICAL', format: 'json' });
  await using store = await openPlatformStore(config, log.logger);
  const progress = showProgress(context, 'Read');
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      progress.advance(chunk.length);
      done(null, chunk);
    },
  });
  source.once('error', (error: Error) => counting.destroy(error));
  const { replace = false } = options;
  const rows = await store
    .exclusively(() => importStore(store, source.pipe(counting), { replace }))
    .catch((error: unknown) => {
      if (error instanceof StoreError && error.code === 'GW_STORE_NOT_EMPTY') {
        throw new CommandError(`${error.message}. --replace removes what is there first`, error);
      }
      if (error instanceof StoreError) throw error;
      throw new CommandError(`${file} can't be read (${reasonOf(error)})`, error);
    })
    .finally(() => source.destroy());
  context.print(`${rows} records were read from ${file}.`);
  const keyFile = await settleRotation(store, config.data_dir, await loadSealingKey(config.data_dir));
  const sealed = await store.anySealed();
  if (sealed && !new SecretBox(secretKey(context.env, keyFile)).isOwn(sealed)) {
    context.warn(
      'Its secrets were sealed with another key: give this gateway the GATEWAY_SECRET_KEY, or the file secret.key, of the one that it came from.',
    );
  }
}

async function opened(path: string): Promise<Readable> {
  const handle = await open(path).catch((error: unknown) => {
    throw new CommandError(`${path} can't be read (${reasonOf(error)})`, error);
  });
  return handle.createReadStream();
}
