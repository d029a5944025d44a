import type { Session, UpdateSession } from '@gw/sdk';
import type { CommandInput } from './command-input.ts';
import { bundleId, serverId } from './names.ts';
import { message, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  ID: ({ id }: Session) => id,
  ACTIVE: ({ is_active }: Session) => is_active,
  'LAST USED': ({ last_accessed_at }: Session) => last_accessed_at,
  EXPIRES: ({ expires_at }: Session) => expires_at,
  ALLOWED: ({ allowed_tool_names }: Session) => allowed_tool_names ?? 'all',
  DENIED: ({ denied_tool_names }: Session) => denied_tool_names,
};

const scopeOptions = {
  '--allow <tool...>': 'a tool that it may use, or a pattern with *; may be given several times',
  '--deny <tool...>': 'a tool that it may not use, likewise',
};

/** `mcp-gateway sessions …` */
export const sessions: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list the sessions of the platform API',
    options: {
      '--server <server>': 'only those of this server',
      '--bundle <bundle>': 'only those of this bundle',
      '--all': 'also those that are over',
    },
    run: async (gateway, input) => {
      const of = await ownerOf(gateway, input);
      const all = input.flag('all') ? { include_inactive: true } : {};
      return table(await gateway.sessions.list({ ...of, ...all }), columns);
    },
  },
  {
    usage: 'get <session>',
    description: 'show a session',
    run: async ({ sessions }, input) => record(await sessions.get(input.argument('session'))),
  },
  {
    usage: 'create',
    description: 'make a session: MCP clients name it in X-Session-Id, and see the tools that it allows',
    options: {
      ...scopeOptions,
      '--server <server>': 'for the tools of this server',
      '--bundle <bundle>': 'for the tools of this bundle',
    },
    run: async (gateway, input) =>
      record(await gateway.sessions.create({ ...(await ownerOf(gateway, input)), ...scopeOf(input) })),
  },
  {
    usage: 'update <session>',
    description: 'change what a session may use',
    options: {
      ...scopeOptions,
      '--allow-all': 'it may use all tools',
      '--deny-none': 'nothing is denied to it',
    },
    run: async ({ sessions }, input) => {
      const scope: UpdateSession = {
        ...(input.flag('allowAll') && { allowed_tool_names: null }),
        ...(input.flag('denyNone') && { denied_tool_names: null }),
        ...scopeOf(input),
      };
      return record(await sessions.update(input.argument('session'), scope));
    },
  },
  {
    usage: 'touch <session>',
    description: 'renew the time that it may lie idle',
    run: async ({ sessions }, input) => record(await sessions.touch(input.argument('session'))),
  },
  {
    usage: 'delete <session>',
    description: 'end a session',
    options: { '--hard': 'and forget it' },
    run: async ({ sessions }, input) => {
      await sessions.delete(input.argument('session'), { hard_delete: input.flag('hard') });
      return message(`Ended ${input.argument('session')}.`);
    },
  },
  {
    usage: 'cleanup',
    description: 'remove those that have expired',
    run: async ({ sessions }) => record(await sessions.cleanup()),
  },
  {
    usage: 'stats',
    description: 'count the sessions',
    run: async ({ sessions }) => record(await sessions.stats()),
  },
];

async function ownerOf(gateway: Parameters<typeof serverId>[0], input: CommandInput) {
  const server = input.text('server');
  const bundle = input.text('bundle');
  return {
    ...(server !== undefined && { server_id: await serverId(gateway, server) }),
    ...(bundle !== undefined && { bundle_id: await bundleId(gateway, bundle) }),
  };
}

function scopeOf(input: CommandInput): UpdateSession {
  const [allowed_tool_names, denied_tool_names] = [input.texts('allow'), input.texts('deny')];
  return {
    ...(allowed_tool_names && { allowed_tool_names }),
    ...(denied_tool_names && { denied_tool_names }),
  };
}
