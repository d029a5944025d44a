import type { Bundle } from '@gw/sdk';
import { bundleId, everyPage, serverId, toolId } from './names.ts';
import { message, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  NAME: ({ name }: Bundle) => name,
  TOOLS: ({ tool_count }: Bundle) => tool_count,
  DESCRIPTION: ({ description }: Bundle) => description,
  ID: ({ id }: Bundle) => id,
};

/** `mcp-gateway bundles …` */
export const bundles: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list the bundles',
    options: { '--search <words>': 'only those with these words' },
    run: async ({ bundles }, input) => {
      const search = input.text('search');
      return table(await everyPage(page => bundles.list({ search, page, page_size: 100 })), columns);
    },
  },
  {
    usage: 'get <bundle>',
    description: 'show a bundle, with the key of its endpoint',
    run: async (gateway, input) => {
      const { tools: _tools, ...bundle } = await gateway.bundles.get(
        await bundleId(gateway, input.argument('bundle')),
      );
      return record(bundle);
    },
  },
  {
    usage: 'create <name>',
    description: 'make a bundle: a set of tools with an MCP endpoint of its own',
    options: { '--description <text>': 'what it is for', '--agent <id>': 'the agent that it belongs to' },
    run: async ({ bundles }, input) =>
      record(
        await bundles.create({
          name: input.argument('name'),
          description: input.text('description'),
          agent_id: input.text('agent'),
        }),
      ),
  },
  {
    usage: 'update <bundle>',
    description: 'change a bundle',
    options: {
      '--name <name>': 'its new name',
      '--description <text>': 'what it is for',
      '--agent <id>': 'the agent that it belongs to',
    },
    run: async (gateway, input) => {
      const changes = {
        name: input.text('name'),
        description: input.text('description'),
        agent_id: input.text('agent'),
      };
      return record(await gateway.bundles.update(await bundleId(gateway, input.argument('bundle')), changes));
    },
  },
  {
    usage: 'delete <bundle>',
    description: 'remove a bundle',
    run: async (gateway, input) => {
      await gateway.bundles.delete(await bundleId(gateway, input.argument('bundle')));
      return message(`Removed ${input.argument('bundle')}.`);
    },
  },
  {
    usage: 'tools <bundle>',
    description: 'list the tools of a bundle',
    run: async (gateway, input) => {
      const id = await bundleId(gateway, input.argument('bundle'));
      const tools = await everyPage(page => gateway.bundles.listTools(id, { page, page_size: 100 }));
      return table(tools, {
        TOOL: ({ effective_name }) => effective_name,
        SERVER: ({ server_name }) => server_name,
        ENABLED: ({ enabled }) => enabled,
        ID: ({ tool_id }) => tool_id,
      });
    },
  },
  {
    usage: 'add-tools <bundle> <tool...>',
    description: 'add tools, by their qualified names or ids',
    run: async (gateway, input) => {
      const id = await bundleId(gateway, input.argument('bundle'));
      const ids = await Promise.all((input.texts('tool') ?? []).map(tool => toolId(gateway, tool)));
      const added = await gateway.bundles.addTools(
        id,
        ids.map(tool_id => ({ tool_id })),
      );
      return message(`Added ${added.length} tools to ${input.argument('bundle')}.`, added);
    },
  },
  {
    usage: 'remove-tool <bundle> <tool>',
    description: 'remove a tool',
    run: async (gateway, input) => {
      const id = await bundleId(gateway, input.argument('bundle'));
      await gateway.bundles.removeTool(id, await toolId(gateway, input.argument('tool')));
      return message(`Removed ${input.argument('tool')} from ${input.argument('bundle')}.`);
    },
  },
  {
    usage: 'add-server <bundle> <server>',
    description: 'add all tools of a server',
    run: async (gateway, input) => {
      const id = await bundleId(gateway, input.argument('bundle'));
      const added = await gateway.bundles.assignServer(id, await serverId(gateway, input.argument('server')));
      return message(`Added ${added.tools_added} tools; ${added.tools_existing} were there.`, added);
    },
  },
  {
    usage: 'remove-server <bundle> <server>',
    description: 'remove all tools of a server',
    run: async (gateway, input) => {
      const id = await bundleId(gateway, input.argument('bundle'));
      await gateway.bundles.removeServer(id, await serverId(gateway, input.argument('server')));
      return message(`Removed the tools of ${input.argument('server')} from ${input.argument('bundle')}.`);
    },
  },
];
