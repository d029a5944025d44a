import { Command } from 'commander';
import { type CommandGroup, commandGroups, toolsGroup } from './commands/platform/groups.ts';
import type { CommandContext } from './context.ts';

interface GlobalOptions {
  config: string;
}

const collect = (value: string, before: string[]) => [...before, value];

/** The `mcp-gateway` command. Each subcommand's code is loaded when it is used. */
export function buildCli(context: CommandContext): Command {
  const program = new Command('mcp-gateway')
    .description(
      'Runs MCP servers, sandboxed, behind a REST API for voice agents and endpoints for MCP clients.',
    )
    .version(context.version)
    .option('-c, --config <file>', 'the configuration file', 'config.json')
    .option('--watch', 'also apply changes of the configuration file as they are made')
    .showHelpAfterError('(mcp-gateway --help shows what there is)')
    .allowExcessArguments(false)
    .action(async (options: GlobalOptions & { watch?: boolean }) => {
      const { serve } = await import('./commands/serve.ts');
      await serve(context, options);
    });

  program
    .command('validate')
    .description('check the configuration and say every problem')
    .option('--json', 'print JSON')
    .action(async (_options, command: Command) => {
      const { validate } = await import('./commands/validate.ts');
      await validate(context, command.optsWithGlobals());
    });

  program
    .command('doctor')
    .description('say what this host gives for isolation, and how each service would run')
    .option('--json', 'print JSON')
    .action(async (_options, command: Command) => {
      const { doctor } = await import('./commands/doctor.ts');
      await doctor(context, command.optsWithGlobals());
    });

  program
    .command('init')
    .description('write a first configuration')
    .action(async (_options, command: Command) => {
      const { init } = await import('./commands/init.ts');
      await init(context, command.optsWithGlobals());
    });

  program
    .command('stdio')
    .description('serve one MCP client over stdin and stdout, as desktop clients start it')
    .option('--server <name>', 'serve this one server, with names as it gives them')
    .action(async (_options, command: Command) => {
      const { stdio } = await import('./commands/stdio.ts');
      await stdio(context, command.optsWithGlobals());
    });

  const tools = program
    .command('tools')
    .description(toolsGroup.description)
    .argument('[service]', 'the name of a service')
    .option('--json', 'print JSON')
    .action(async (service: string | undefined, _options, command: Command) => {
      const { tools } = await import('./commands/tools.ts');
      await tools(context, service, command.optsWithGlobals());
    });

  program
    .command('call')
    .description('call a tool')
    .argument('<service>', 'the name of the service')
    .argument('<tool>', 'the name of the tool')
    .option('-a, --arg <key=value>', 'an argument of the tool; may be given several times', collect, [])
    .option(
      '-s, --session <id>',
      'call within this session and keep it; by default one is made and closed again',
    )
    .option('--json', 'print the whole answer as JSON')
    .action(async (service: string, tool: string, _options, command: Command) => {
      const { call } = await import('./commands/call.ts');
      await call(context, service, tool, command.optsWithGlobals());
    });

  program
    .command('audit')
    .description('look after the audit trail of the platform API')
    .command('verify')
    .description('check that no record was changed or removed since it was written')
    .option('--json', 'print JSON')
    .action(async (_options, command: Command) => {
      const { auditVerify } = await import('./commands/audit-verify.ts');
      await auditVerify(context, command.optsWithGlobals());
    });

  const groups = new Map<Command, CommandGroup>([[tools, toolsGroup]]);
  for (const group of commandGroups) {
    groups.set(program.command(group.name).description(group.description), group);
  }
  program.hook('preSubcommand', async (_program, command) => {
    const group = groups.get(command);
    if (group) await fill(command, group, context);
  });

  return program;
}

/** Adds the commands of a group when it is used: no other start waits for their code. */
async function fill(command: Command, group: CommandGroup, context: CommandContext): Promise<void> {
  const { addCommands } = await import('./commands/platform/add-commands.ts');
  addCommands(command, await group.load(), context);
}
