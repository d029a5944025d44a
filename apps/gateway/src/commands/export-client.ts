import { resolve } from 'node:path';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';
import { addressOf } from './platform/connect-platform.ts';

export interface ExportClientOptions {
  readonly config: string;
  readonly gateway?: string;
  /** One server, with names as it gives them, in place of all. */
  readonly server?: string;
  /** What the client calls it. */
  readonly name: string;
  /** Started by the client, in place of reached over HTTP. */
  readonly stdio?: boolean;
}

/** How a client may reach the gateway. */
type Endpoint =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'stdio'; readonly command: string; readonly args: readonly string[] };

interface Client {
  /** Where it reads its configuration. */
  readonly file: string;
  readonly configure: (name: string, endpoint: Endpoint) => string;
}

const token = 'MCPGATEWAY_TOKEN';
const json = (value: unknown) => JSON.stringify(value, null, 2);
const bearer = (reference: string) => ({ Authorization: `Bearer ${reference}` });
const started = ({ command, args }: Extract<Endpoint, { kind: 'stdio' }>) => ({ command, args });

/** None is given the key itself: each is told, in its own way, where to find it. */
const clients: Readonly<Record<string, Client>> = {
  // https://code.claude.com/docs/en/mcp: `${VAR}` is expanded in .mcp.json.
  claude: {
    file: '.mcp.json of the project (for the desktop app, claude_desktop_config.json and --stdio)',
    configure: (name, endpoint) => {
      const server =
        endpoint.kind === 'stdio'
          ? started(endpoint)
          : { type: 'http', url: endpoint.url, headers: bearer(`\${${token}}`) };
      return json({ mcpServers: { [name]: server } });
    },
  },
  // https://cursor.com/docs/mcp: `${env:VAR}` is expanded in mcp.json.
  cursor: {
    file: '.cursor/mcp.json of the project, or ~/.cursor/mcp.json',
    configure: (name, endpoint) => {
      const server =
        endpoint.kind === 'stdio'
          ? started(endpoint)
          : { url: endpoint.url, headers: bearer(`\${env:${token}}`) };
      return json({ mcpServers: { [name]: server } });
    },
  },
  // https://code.visualstudio.com/docs/copilot/reference/mcp-configuration: inputs are asked for once.
  vscode: {
    file: '.vscode/mcp.json of the workspace, or mcp.json of the user profile',
    configure: (name, endpoint) => {
      if (endpoint.kind === 'stdio')
        return json({ servers: { [name]: { type: 'stdio', ...started(endpoint) } } });
      const input = {
        type: 'promptString',
        id: `${name}-token`,
        description: 'Key of the gateway',
        password: true,
      };
      const server = { type: 'http', url: endpoint.url, headers: bearer(`\${input:${input.id}}`) };
      return json({ inputs: [input], servers: { [name]: server } });
    },
  },
  // https://developers.openai.com/codex/mcp: TOML, and the name of a variable for the token.
  codex: {
    file: '~/.codex/config.toml',
    configure: (name, endpoint) => {
      const fields =
        endpoint.kind === 'stdio' ? started(endpoint) : { url: endpoint.url, bearer_token_env_var: token };
      // TOML's basic strings and arrays of them are written as JSON's.
      const lines = Object.entries(fields).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
      return [`[mcp_servers.${name}]`, ...lines].join('\n');
    },
  },
};

/** Prints what an MCP client must have in its configuration to use the gateway, or one of its servers. */
export async function exportClient(
  context: CommandContext,
  client: string,
  options: ExportClientOptions,
): Promise<void> {
  const known = Object.hasOwn(clients, client) && clients[client];
  if (!known) {
    throw new CommandError(`There is no client "${client}": say ${Object.keys(clients).join(', ')}`);
  }
  for (const name of [options.name, options.server ?? options.name]) {
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) throw new CommandError(`"${name}" is no name of a server`);
  }
  const endpoint = options.stdio ? startedBy(context, options) : await reachedAt(context, options);
  context.print(known.configure(options.name, endpoint));
  const key =
    endpoint.kind === 'http' ? `; the key goes into ${client === 'vscode' ? 'the prompt' : token}` : '';
  context.warn(`For ${known.file}${key}.`);
}

async function reachedAt(context: CommandContext, options: ExportClientOptions): Promise<Endpoint> {
  const { publicUrl } = await addressOf(context, options);
  const path = options.server === undefined ? '/mcp/gateway' : `/mcp/servers/${options.server}`;
  return { kind: 'http', url: publicUrl + path };
}

function startedBy(context: CommandContext, { config, server }: ExportClientOptions): Endpoint {
  const one = server === undefined ? [] : ['--server', server];
  return {
    kind: 'stdio',
    command: 'mcp-gateway',
    args: ['-c', resolve(context.cwd, config), 'stdio', ...one],
  };
}
