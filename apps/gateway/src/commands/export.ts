import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Transform } from 'node:stream';
import { exportStore } from '@gw/store';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';
import { openLog } from '../log.ts';
import { openPlatformStore } from '../platform-store.ts';
import { showProgress } from '../progress.ts';

export interface ExportOptions {
  readonly config: string;
  /** Writes over a file that is there. Default: that is refused. */
  readonly force?: boolean;
}

/**
 * Writes all that the platform API keeps to a file, or to standard output for `-`; gateways may run meanwhile. The
 * file appears whole, for this user alone, or not at all.
 *
 * @throws CommandError the file is there already, or can't be written
 */
export async function exportCommand(
  context: CommandContext,
  file: string,
  options: ExportOptions,
): Promise<void> {
  const { config } = await readConfig(context, options.config);
  using log = await openLog({ level: 'CRITICAL', format: 'json' });
  await using store = await openPlatformStore(config, log.logger);
  if (file === '-') {
    const passing = new Transform({ transform: (chunk, _, done) => done(null, chunk) });
    passing.pipe(context.stdout, { end: false });
    await exportStore(store, passing);
    return;
  }
  const path = resolve(context.cwd, file);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await using handle = await open(draft, 'wx', 0o600);
    const progress = showProgress(context, 'Exported');
    const counting = new Transform({
      transform(chunk: Buffer, _, done) {
        progress.advance(chunk.length);
        handle.write(chunk).then(() => done(), done);
      },
    });
    counting.resume();
    const rows = await exportStore(store, counting);
    await handle.sync();
    // A link never replaces what is there.
    if (options.force) await rename(draft, path);
    else await link(draft, path);
    context.print(`${rows} records are in ${file}. Secrets in it need the key of this gateway.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(`${file} is there already; name another file, or add --force`, error);
  } finally {
    await rm(draft, { force: true });
  }
}
