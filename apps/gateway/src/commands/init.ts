import { ensureConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';

/** Writes a first configuration; one that is there is never overwritten. */
export async function init(context: CommandContext, options: { config: string }): Promise<void> {
  const written = await ensureConfig(context, options.config);
  if (!written) {
    throw new CommandError(
      `${options.config} is there already: name another file with -c, or move it away first`,
    );
  }
  const names = Object.keys(written.services).join(', ');
  context.print(
    [
      `Wrote ${options.config}, readable by you alone: user ${written.server.auth_user} with a generated password,`,
      `a generated token, and the services ${names}.`,
      `Start the gateway with: mcp-gateway -c ${options.config}`,
    ].join('\n'),
  );
}
