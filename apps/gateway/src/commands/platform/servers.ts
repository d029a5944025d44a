import type { CreateServer, McpGateway, Server, ServerHealth } from '@gw/sdk';
import { CommandError } from '../../errors.ts';
import { type CommandInput, readSecret } from './command-input.ts';
import { everyPage, serverId } from './names.ts';
import { message, record, table } from './output.ts';
import { pins } from './pins.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  NAME: ({ name }: Server) => name,
  TYPE: ({ type }: Server) => type,
  STATUS: ({ status }: Server) => status,
  TOOLS: ({ tool_count }: Server) => tool_count,
  SOURCE: ({ source }: Server) => source,
  ID: ({ id }: Server) => id,
};

const health = ({ server_name, current_status, tools_count, error }: ServerHealth) =>
  `${server_name} is ${current_status}${error ? `: ${error}` : `, with ${tools_count} tools`}`;

const fields = {
  '--url <url>': 'where it is, for a remote server',
  '--sse': 'it speaks HTTP+SSE, the older transport',
  '--header <key=value...>': 'a header for each request to it',
  '--env <key=value...>': 'a variable of its environment',
  '--cwd <folder>': 'the folder to start it in',
  '--settings <json>': 'what else its config has, such as sandbox',
  '--pin <policy>': 'what becomes of a tool that changes: hold (the default), warn or off',
  '--display-name <name>': 'what people call it',
  '--description <text>': 'what it is for',
};

/** Does something to one server. */
const lifecycle = (name: 'start' | 'stop' | 'health', description: string): PlatformCommand => ({
  usage: `${name} <server>`,
  description,
  run: async (gateway, input) => {
    const answer = await gateway.servers[name](await serverId(gateway, input.argument('server')));
    return message(health(answer), answer);
  },
});

/** `mcp-gateway servers …` */
export const servers: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list the servers',
    options: {
      '--search <words>': 'only those with these words in name or description',
      '--status <status>': 'only those that are stopped, starting, running or error',
      '--type <type>': 'only stdio, streamable_http, sse or local ones',
    },
    run: async ({ servers }, input) => {
      const filter = { search: input.text('search'), status: input.text('status'), type: input.text('type') };
      const query = (page: number) =>
        ({ ...filter, page, page_size: 100 }) as Parameters<typeof servers.list>[0];
      return table(await everyPage(page => servers.list(query(page))), columns);
    },
  },
  {
    usage: 'get <server>',
    description: 'show a server',
    run: async (gateway, input) =>
      record(await gateway.servers.get(await serverId(gateway, input.argument('server')))),
  },
  {
    usage: 'create <name> [command...]',
    description: 'add a server: by its command (after --), by --url, or with neither for declared tools',
    options: fields,
    run: async ({ servers }, input) => record(await servers.create(newServer(input))),
  },
  {
    usage: 'update <server>',
    description: 'change a server',
    options: {
      '--name <name>': 'its new name',
      '--expose <tools>': 'show all its tools, or the selected ones',
      '--settings <json>': 'its config, whole',
      '--pin <policy>': 'what becomes of a tool that changes: hold, warn or off',
      '--display-name <name>': 'what people call it',
      '--description <text>': 'what it is for',
    },
    run: async (gateway, input) => {
      const id = await serverId(gateway, input.argument('server'));
      const changes = {
        ...described(input),
        ...given('name', input.text('name')),
        ...given('config', input.object('settings')),
        ...given('exposure_mode', input.text('expose') as 'all' | undefined),
      };
      return record(await gateway.servers.update(id, changes));
    },
  },
  {
    usage: 'delete <server>',
    description: 'remove a server',
    run: async (gateway, input) => {
      await gateway.servers.delete(await serverId(gateway, input.argument('server')));
      return message(`Removed ${input.argument('server')}.`);
    },
  },
  lifecycle('start', "start the server's own process"),
  lifecycle('stop', 'stop it, until it is started again'),
  lifecycle('health', 'ask whether it works'),
  {
    usage: 'sync <server>',
    description: 'read its list of tools again',
    run: async (gateway, input) =>
      record(await gateway.servers.syncTools(await serverId(gateway, input.argument('server')))),
  },
  {
    usage: 'tools <server>',
    description: 'list its tools, those that callers do not see among them',
    run: async (gateway, input) =>
      table(await gateway.servers.listTools(await serverId(gateway, input.argument('server'))), {
        TOOL: ({ qualified_name }) => qualified_name,
        ENABLED: ({ enabled }) => enabled,
        DESCRIPTION: ({ description }) => description.split('\n')[0],
        ID: ({ id }) => id,
      }),
  },
  ...pins,
  {
    usage: 'connection-options <server>',
    description: 'show where MCP clients reach it',
    run: async (gateway, input) => {
      const id = await serverId(gateway, input.argument('server'));
      const { streamable_http, sse } = await gateway.servers.getConnectionOptions(id);
      return record({ streamable_http, sse });
    },
  },
  {
    usage: 'catalog [query]',
    description: 'look for servers to import',
    run: async ({ servers }, input) =>
      table(await servers.catalogSearch(input.text('query')), {
        REGISTRY: ({ registry }) => registry,
        ID: ({ registry_id }) => registry_id,
        DESCRIPTION: ({ description }) => description,
      }),
  },
  {
    usage: 'credentials <server>',
    description: 'list the names of its secrets',
    run: async (gateway, input) =>
      table(await gateway.servers.listCredentials(await serverId(gateway, input.argument('server'))), {
        NAME: ({ name }) => name,
        ID: ({ id }) => id,
      }),
  },
  {
    usage: 'set-credential <server> <name>',
    description: 'give it a secret, which is read from standard input',
    run: async (gateway, input, context) => {
      const id = await serverId(gateway, input.argument('server'));
      const name = input.argument('name');
      const value = await readSecret(context, `the value of ${name}`);
      const made = await gateway.servers.createCredential(id, { name, value });
      return message(`${input.argument('server')} has ${name}.`, made);
    },
  },
  {
    usage: 'delete-credential <server> <credential>',
    description: 'take a secret from it, by its name or id',
    run: async (gateway, input) => {
      const id = await serverId(gateway, input.argument('server'));
      const credential = input.argument('credential');
      await gateway.servers.deleteCredential(id, await credentialId(gateway, id, credential));
      return message(`Removed ${credential} of ${input.argument('server')}.`);
    },
  },
];

function newServer(input: CommandInput): CreateServer {
  const command = input.texts('command') ?? [];
  const url = input.text('url');
  if (url && command.length > 0) throw new CommandError('A server has a command or --url, not both');
  const config = {
    ...input.object('settings'),
    ...(url && { url, ...given('headers', input.pairs('header')) }),
    ...(command.length > 0 && {
      command: command[0],
      args: command.slice(1),
      ...given('env', input.pairs('env')),
      ...given('cwd', input.text('cwd')),
    }),
  };
  const remote = input.flag('sse') ? 'sse' : 'streamable_http';
  const type = url ? remote : command.length > 0 ? 'stdio' : 'local';
  return { name: input.argument('name'), type, config, ...described(input) };
}

const described = (input: CommandInput) => ({
  ...given('pin', input.text('pin') as 'hold' | undefined),
  ...given('display_name', input.text('displayName')),
  ...given('description', input.text('description')),
});

/** A field, where there is something for it. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Field in Name]?: Value };

async function credentialId({ servers }: McpGateway, server: string, credential: string): Promise<string> {
  const found = (await servers.listCredentials(server)).find(
    ({ id, name }) => id === credential || name === credential,
  );
  if (found) return found.id;
  throw new CommandError(`The server has no credential "${credential}"`);
}
