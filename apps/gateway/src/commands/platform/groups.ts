import type { PlatformCommand } from './platform-command.ts';

/** Commands of one resource; their code is loaded when the group is used. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<readonly PlatformCommand[]>;
}

/** The resources of the platform API on the command line. */
export const commandGroups: readonly CommandGroup[] = [
  {
    name: 'servers',
    description: 'MCP servers: list, create, start, stop, sync …',
    load: async () => (await import('./servers.ts')).servers,
  },
  {
    name: 'bundles',
    description: 'bundles: sets of tools with an endpoint of their own',
    load: async () => (await import('./bundles.ts')).bundles,
  },
  {
    name: 'connections',
    description: 'your own credentials for servers',
    load: async () => (await import('./connections.ts')).connections,
  },
  {
    name: 'sessions',
    description: 'sessions: which tools a client may see',
    load: async () => (await import('./sessions.ts')).sessions,
  },
  {
    name: 'keys',
    description: 'API keys: create, rotate, revoke …',
    load: async () => (await import('./keys.ts')).keys,
  },
  {
    name: 'skills',
    description: 'skills: written knowledge for agents',
    load: async () => (await import('./skills.ts')).skills,
  },
  {
    name: 'sandboxes',
    description: 'sandboxes: isolated places to run commands',
    load: async () => (await import('./sandboxes.ts')).sandboxes,
  },
];

/** Beside its own list, `mcp-gateway tools` has these. */
export const toolsGroup: CommandGroup = {
  name: 'tools',
  description: 'list the tools of a service, or of all; search, get and execute them',
  load: async () => (await import('./tools.ts')).tools,
};
