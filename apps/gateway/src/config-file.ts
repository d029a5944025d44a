import { ConfigError, type ConfigIssue, loadConfig, writeDefaultConfig } from '@gw/config';
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
    if (error instanceof ConfigError) throw new CommandError(describeProblems(path, error), error);
    throw error;
  }
}

function describeProblems(path: string, { code, message, issues }: ConfigError): string {
  if (code === 'GW_CONFIG_NOT_FOUND') {
    return `${path} is not there: name a configuration with -c, or write a first one with mcp-gateway init`;
  }
  if (issues.length === 0) return message;
  const count = issues.length === 1 ? 'one problem' : `${issues.length} problems`;
  return [`${path} has ${count}:`, ...issues.map(issue => `  ${describeIssue(issue)}`)].join('\n');
}

/** One line for one problem: where, what, which value, what was expected. */
export function describeIssue({ pointer, message, value, expected }: ConfigIssue): string {
  const found = value === undefined ? '' : ` (found ${JSON.stringify(value)})`;
  const wanted = expected === undefined || message.includes(expected) ? '' : `; expected ${expected}`;
  return `${pointer || '/'}: ${message}${found}${wanted}`;
}
