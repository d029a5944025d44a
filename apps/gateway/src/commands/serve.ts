import { formatIssue, watchConfig } from '@gw/config';
import closeWithGrace from 'close-with-grace';
import { ensureConfig, readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { firstSteps } from '../first-steps.ts';
import { Gateway } from '../gateway.ts';
import { openLog } from '../log.ts';

export interface ServeOptions {
  readonly config: string;
  readonly watch?: boolean;
}

/** The longest time from the signal to the exit, in milliseconds. */
const stopMs = 11_500;

/** Runs the gateway until a signal ends it. */
export async function serve(context: CommandContext, options: ServeOptions): Promise<void> {
  const written = await ensureConfig(context, options.config);
  const { config, warnings, path } = await readConfig(context, options.config);
  const log = await openLog({ ...config.logging, format: context.stderrIsTerminal ? 'pretty' : 'json' });
  const { logger } = log;
  for (const warning of warnings) logger.warn({ pointer: warning.pointer }, formatIssue(warning));

  let gateway: Gateway | undefined;
  context.onHangup(() => {
    logger.info('SIGHUP: reading the configuration again');
    void gateway?.reload();
  });
  try {
    const { env, cwd, version } = context;
    gateway = await Gateway.start({ configPath: path, config, env, cwd, log, version });
  } catch (error) {
    log.flush();
    throw error;
  }
  const { url } = gateway;
  logger.info({ url, services: Object.keys(config.services).length }, `Listening on ${url}`);
  if (written) context.print(firstSteps({ url, configPath: path, written }));
  const watching = options.watch ? await watchConfig(path, () => void gateway.reload()) : undefined;

  closeWithGrace({ delay: stopMs, logger: false, skip: ['SIGHUP'] }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'Stopping after an unexpected error');
    else logger.info(`${signal ?? 'Stop'}: letting calls end, then stopping`);
    try {
      await watching?.[Symbol.asyncDispose]();
      await gateway.stop();
      logger.info('Stopped');
    } catch (error) {
      logger.error({ err: error }, 'Not everything stopped as it should');
    } finally {
      log.flush();
    }
  });
}
