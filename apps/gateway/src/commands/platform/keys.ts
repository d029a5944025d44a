import type { ApiKey, CreateApiKey } from '@gw/sdk';
import { keyId } from './names.ts';
import { message, type Output, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

const columns = {
  NAME: ({ name }: ApiKey) => name,
  KEY: ({ key_prefix }: ApiKey) => `${key_prefix}…`,
  SCOPES: ({ scopes }: ApiKey) => scopes ?? 'all',
  ACTIVE: ({ is_active }: ApiKey) => is_active,
  EXPIRES: ({ expires_at }: ApiKey) => expires_at,
  'LAST USED': ({ last_used_at }: ApiKey) => last_used_at,
  ID: ({ id }: ApiKey) => id,
};

/** The key alone, so that a script can take it. */
const shownOnce = (key: ApiKey, value: unknown = key): Output => ({
  value,
  text: isTerminal => (isTerminal ? `${key.key}\n\nIt is shown this once.` : `${key.key}`),
});

/** `mcp-gateway keys …` */
export const keys: readonly PlatformCommand[] = [
  {
    usage: 'list',
    description: 'list your API keys',
    run: async ({ auth }) => table(await auth.listApiKeys(), columns),
  },
  {
    usage: 'get <key>',
    description: 'show a key, by its name or id; not the key itself',
    run: async (gateway, input) =>
      record(await gateway.auth.getApiKey(await keyId(gateway, input.argument('key')))),
  },
  {
    usage: 'create <name>',
    description: 'make a key, and print it',
    options: {
      '--scope <scope...>': 'what it may do, such as tools:execute or servers:*; everything by default',
      '--expires-in-days <n>': 'it ends after so many days',
      '--expires-at <time>': 'it ends then, ISO 8601',
      '--rate-limit <n>': 'requests a minute, 60 by default',
      '--environment <name>': 'stands in the key, live by default',
      '--description <text>': 'what it is for',
    },
    run: async ({ auth }, input) => {
      const fields = {
        name: input.argument('name'),
        scopes: input.texts('scope') as CreateApiKey['scopes'],
        expires_in_days: input.number('expiresInDays'),
        expires_at: input.text('expiresAt'),
        rate_limit_rpm: input.number('rateLimit'),
        environment: input.text('environment'),
        description: input.text('description'),
      };
      return shownOnce(await auth.createApiKey(fields));
    },
  },
  {
    usage: 'rotate <key>',
    description: 'put a new key in the place of one, and print it',
    options: { '--grace-hours <n>': 'how long the old one works yet, 24 by default' },
    run: async (gateway, input) => {
      const id = await keyId(gateway, input.argument('key'));
      const rotated = await gateway.auth.rotateApiKey(id, { grace_period_hours: input.number('graceHours') });
      return shownOnce(rotated.new_key, rotated);
    },
  },
  {
    usage: 'revoke <key>',
    description: 'end a key at once',
    run: async (gateway, input) => {
      await gateway.auth.revokeApiKey(await keyId(gateway, input.argument('key')));
      return message(`Revoked ${input.argument('key')}.`);
    },
  },
];
