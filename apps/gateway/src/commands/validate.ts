import { formatIssue } from '@gw/config';
import { readConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';

/** Checks a configuration without starting anything; the exit code is 1 when the gateway would not start with it. */
export async function validate(
  context: CommandContext,
  options: { config: string; json?: boolean },
): Promise<void> {
  const { config, warnings, path } = await readConfig(context, options.config);
  if (options.json) {
    context.print(
      JSON.stringify({ path, valid: true, services: Object.keys(config.services), warnings }, null, 2),
    );
    return;
  }
  for (const warning of warnings) context.warn(`warning: ${formatIssue(warning)}`);
  const services = Object.entries(config.services);
  const enabled = services.filter(([, service]) => service.enabled).length;
  context.print(`${path} is valid: ${services.length} services, ${enabled} of them enabled.`);
}
