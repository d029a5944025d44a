import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { CommandInput } from './command-input.ts';
import type { PlatformCommand } from './platform-command.ts';

/** Adds the commands of a resource to its group. */
export function addCommands(
  group: Command,
  commands: readonly PlatformCommand[],
  context: CommandContext,
): void {
  for (const command of commands) addCommand(group, command, context);
}

function addCommand(
  group: Command,
  { usage, description, options = {}, run }: PlatformCommand,
  context: CommandContext,
): void {
  const command = group.command(usage).description(description).allowExcessArguments(false);
  for (const [flags, meaning] of Object.entries(options)) {
    // As commander has it, a list takes all that follows it; here, one value each time.
    const isList = flags.endsWith('...>');
    if (isList) command.option(flags.replace('...>', '>'), `${meaning}`, collect);
    else command.option(flags, meaning);
  }
  command
    .option('--json', 'print JSON')
    .option('--gateway <url>', 'the address of the gateway; its key is in MCPGATEWAY_TOKEN')
    .action(async () => {
      const { connectPlatform, asCommandError } = await import('./connect-platform.ts');
      const { print } = await import('./output.ts');
      const given = command.optsWithGlobals();
      const named = command.registeredArguments.map((argument, at) => [
        argument.name(),
        command.processedArgs[at],
      ]);
      const input = new CommandInput({ ...given, ...Object.fromEntries(named) });
      await using gateway = await connectPlatform(context, {
        config: String(given.config),
        gateway: given.gateway as string | undefined,
      });
      try {
        const done = await onceOpen(() => run(gateway, input, context));
        print(context, done, given.json === true);
      } catch (error) {
        throw asCommandError(error);
      }
    });
}

/** A gateway that has just been started opens its database beside listening. */
async function onceOpen<T>(run: () => Promise<T>, patience = 10): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isOpening(error) || patience === 0) throw error;
    await delay(500);
    return onceOpen(run, patience - 1);
  }
}

const isOpening = (error: unknown) => (error as { code?: unknown }).code === 'GW_PLATFORM_UNAVAILABLE';

const collect = (value: string, before: string[] = []) => [...before, value];
