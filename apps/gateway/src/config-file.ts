import { ConfigError, loadConfig, writeDefaultConfig } from '@gw/config';
import type { CommandContext } from './context.ts';
import { CommandError } from './errors.ts';
import { exampleServices } from './example-services.ts';

/** What a first configuration says, for telling the user. */
export type WrittenConfig = Awaited<ReturnType<typeof writeDefaultConfig>>;

/**
 * Writes a first configuration where there is none: for this machine only, with a generated password and token and
 * the example services that can run here.
 *
 * @returns what was written; undefined where a file is there already
 */
export async function ensureConfig(
  context: CommandContext,
  path: string,
): Promise<WrittenConfig | undefined> {
  try {
    return await writeDefaultConfig(path, { services: await exampleServices(context) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw new CommandError(`${path} is not there and can't be written: ${(error as Error).message}`, error);
  }
}

/**
 * Reads the configuration for a command.
 *
 * @throws CommandError (`GW_COMMAND`) whose message lists every problem of the file
 */
export async function readConfig(context: CommandContext, path: string) {
  try {
    return await loadConfig(path, { env: context.env, cwd: context.cwd });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = '\nName a configuration with -c, or write a first one with: mcp-gateway init';
    const notFound = error.code === 'GW_CONFIG_NOT_FOUND';
    throw new CommandError(notFound ? error.message + advice : error.message, error);
  }
}
