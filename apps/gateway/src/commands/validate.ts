import { ConfigError, formatIssue } from '@gw/config';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';

/** Checks a configuration without starting anything; the exit code is 1 when the gateway would not start with it. */
export async function validate(
  context: CommandContext,
  options: { config: string; json?: boolean },
): Promise<void> {
  if (options.json) return validateForPrograms(context, options.config);
  const { config, warnings, path } = await readConfig(context, options.config);
  for (const warning of warnings) context.warn(`warning: ${formatIssue(warning)}`);
  const services = Object.entries(config.services);
  const enabled = services.filter(([, service]) => service.enabled).length;
  context.print(`${path} is valid: ${services.length} services, ${enabled} of them enabled.`);
}

async function validateForPrograms(context: CommandContext, configPath: string): Promise<void> {
  const print = (answer: object) => context.print(JSON.stringify(answer, null, 2));
  try {
    const { config, warnings, path } = await readConfig(context, configPath);
    print({ path, valid: true, services: Object.keys(config.services), warnings });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    // A file that isn't there or can't be read is no wrong configuration.
    if (!(cause instanceof ConfigError) || cause.issues.length === 0) throw error;
    print({ path: configPath, valid: false, problems: cause.issues });
    context.setExitCode(1);
  }
}
