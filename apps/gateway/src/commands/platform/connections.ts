import type { Connection } from '@gw/sdk';
import { readSecret } from './command-input.ts';
import { serverId } from './names.ts';
import { message, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  ID: ({ id }: Connection) => id,
  SERVER: ({ server_id }: Connection) => server_id,
  TYPE: ({ token_type }: Connection) => token_type,
  HEALTH: ({ health_status }: Connection) => health_status,
  EXPIRES: ({ expires_at }: Connection) => expires_at,
};

/** `mcp-gateway connections …` */
export const connections: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list your connections to servers',
    options: { '--all': 'also those that no longer work' },
    run: async ({ connections }, input) =>
      table(await connections.list({ include_invalid: input.flag('all') }), columns),
  },
  {
    usage: 'get <connection>',
    description: 'show a connection; its secret is never shown',
    run: async ({ connections }, input) => record(await connections.get(input.argument('connection'))),
  },
  {
    usage: 'create <server>',
    description: 'give your own credentials for a server; the secret is read from standard input',
    options: {
      '--type <type>': 'api_key, bearer, basic or none; api_key by default',
      '--header <name>': 'the header, or the variable of a stdio server; Authorization by default',
      '--prefix <text>': 'stands before the secret, such as "Bearer "',
      '--alias <name>': 'what you call it',
      '--username <name>': 'the user of basic credentials',
    },
    run: async (gateway, input, context) => {
      const server_id = await serverId(gateway, input.argument('server'));
      const type = input.text('type') ?? 'api_key';
      if (type === 'basic') {
        const username = input.text('username') ?? '';
        const password = await readSecret(context, 'the password');
        return record(await gateway.connections.createBasic({ server_id, username, password }));
      }
      const fields = {
        server_id,
        credential_type: type as 'api_key',
        credential_value: type === 'none' ? '' : await readSecret(context, 'the key or token'),
        header_name: input.text('header'),
        prefix: input.text('prefix'),
        alias: input.text('alias'),
      };
      return record(await gateway.connections.create(fields));
    },
  },
  {
    usage: 'refresh <connection>',
    description: 'have its OAuth token renewed',
    run: async ({ connections }, input) => record(await connections.refresh(input.argument('connection'))),
  },
  {
    usage: 'authorize <server>',
    description: 'start the OAuth flow of a server, and print where to go on',
    options: { '--scope <scope...>': 'what to ask for, in place of what the server is set to' },
    run: async (gateway, input) => {
      const id = await serverId(gateway, input.argument('server'));
      const { oauth_app_id } = await gateway.servers.getOauthConfig(id);
      const scopes = input.texts('scope');
      const started = await gateway.connections.initiateOauth(id, {
        oauth_app_id: String(oauth_app_id),
        ...(scopes && { scopes }),
      });
      return message(started.authorization_url, started);
    },
  },
  {
    usage: 'delete <connection>',
    description: 'forget a connection and its secret',
    run: async ({ connections }, input) => {
      await connections.delete(input.argument('connection'));
      return message(`Removed ${input.argument('connection')}.`);
    },
  },
];
