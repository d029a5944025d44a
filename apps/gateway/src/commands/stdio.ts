import { formatIssue } from '@gw/config';
import closeWithGrace from 'close-with-grace';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';
import { openLog } from '../log.ts';
import { StdioGateway } from '../stdio-gateway.ts';

export interface StdioCommandOptions {
  readonly config: string;
  readonly server?: string;
}

/** The longest time from a signal to the exit, in milliseconds. */
const stopMs = 11_500;

/** Serves one MCP client over stdin and stdout, until it closes them. */
export async function stdio(context: CommandContext, options: StdioCommandOptions): Promise<void> {
  const { config, warnings, path } = await readConfig(context, options.config);
  if (options.server !== undefined && !config.services[options.server]?.enabled) {
    const names = Object.keys(config.services).join(', ');
    throw new CommandError(`There is no server "${options.server}" in ${path}; it has: ${names}`);
  }
  // Standard output is the client's: nothing but messages may stand there.
  using log = await openLog({ ...config.logging, format: context.stderrIsTerminal ? 'pretty' : 'json' });
  for (const warning of warnings) log.logger.warn({ pointer: warning.pointer }, formatIssue(warning));
  const { env, cwd, version, stdin, stdout } = context;
  const gateway = await StdioGateway.start({ configPath: path, config, env, cwd, log, version });
  const signals = closeWithGrace({ delay: stopMs, logger: false }, () => gateway.stop());
  try {
    await gateway.serve({ input: stdin, output: stdout, ...(options.server && { server: options.server }) });
  } finally {
    signals.uninstall();
    await gateway.stop();
  }
}
