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
    .command('add')
    .description(
      'add a server of a catalog to a gateway that runs: install it, start it, and wait for its tools',
    )
    .argument(
      '<package>',
      'npm:@scope/name, pypi:name, docker:image, mcp:name or builtin:name; @version may follow',
    )
    .option('--name <name>', 'what the server is called')
    .option('--executable <name>', 'the program of the package that is the server, where it has several')
    .option('-a, --arg <text>', 'an argument of the server; may be given several times', collect, [])
    .option('-e, --env <name=value>', 'a variable of the server; may be given several times', collect, [])
    .option('--no-start', 'leave the server stopped')
    .option('--json', 'print JSON')
    .option('--gateway <url>', 'the address of the gateway; its key is in MCPGATEWAY_TOKEN')
    .action(async (wanted: string, _options, command: Command) => {
      const { add } = await import('./commands/add.ts');
      await add(context, wanted, command.optsWithGlobals());
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

  program
    .command('export-client')
    .description('print what an MCP client must have in its configuration to use the gateway')
    .argument('<client>', 'claude, cursor, vscode or codex')
    .option('--server <name>', 'use this one server, with names as it gives them')
    .option('--name <name>', 'what the client calls it', 'mcp-gateway')
    .option('--stdio', 'have the client start mcp-gateway, in place of reaching one that runs')
    .option('--gateway <url>', 'the address of the gateway, in place of that of the configuration')
    .action(async (client: string, _options, command: Command) => {
      const { exportClient } = await import('./commands/export-client.ts');
      await exportClient(context, client, command.optsWithGlobals());
    });

  program
    .command('completion')
    .description('print a script that completes this command in a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      const { completion } = await import('./commands/completion.ts');
      for (const [command, group] of groups) await fill(command, group, context);
      completion(context, shell, program);
    });

  program
    .command('export')
    .description('write all that the platform API keeps to a file; gateways may run meanwhile')
    .argument('<file>', 'where to; "-" is standard output')
    .option('--force', 'write over a file that is there')
    .action(async (file: string, _options, command: Command) => {
      const { exportCommand } = await import('./commands/export.ts');
      await exportCommand(context, file, command.optsWithGlobals());
    });

  program
    .command('import')
    .description('read an export into an empty database, of either kind; no gateway may run')
    .argument('<file>', 'what export wrote; "-" is standard input')
    .option('--replace', 'remove what is kept first')
    .action(async (file: string, _options, command: Command) => {
      const { importCommand } = await import('./commands/import.ts');
      await importCommand(context, file, command.optsWithGlobals());
    });

  program
    .command('rotate-secret-key')
    .description('seal all stored secrets with another key; no gateway may run')
    .action(async (_options, command: Command) => {
      const { rotateSecretKey } = await import('./commands/rotate-secret-key.ts');
      await rotateSecretKey(context, command.optsWithGlobals());
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
