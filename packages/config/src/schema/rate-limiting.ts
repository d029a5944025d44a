import Type from 'typebox';
import { isRateLimit, RATE_LIMIT_FORM } from '../rate-limit.ts';
import { choice, list, section, textThat } from './setting.ts';

const rateLimit = (options: { description: string; default?: string }) =>
  textThat(isRateLimit, { ...options, expected: RATE_LIMIT_FORM });

const isStorageUri = (value: string) =>
  value === 'memory://' ||
  /^(?:redis\+)?unix:\/\/\/[^\s]/i.test(value) ||
  (/^rediss?:\/\/[^\s/]/i.test(value) && URL.canParse(value));

/** How many requests a caller may make. */
export const RateLimitingSchema = section(
  {
    default_limits: list(rateLimit({ description: 'A rate limit.' }), {
      default: ['200 per day', '50 per hour'],
      expected: 'a list of rate limits: ["200 per day", "50 per hour"]',
      description:
        'Limits of the routes that have none of their own, each route counted apart. An empty list sets none.',
    }),
    tools_limit: rateLimit({
      default: '30 per minute',
      description: 'Limit for listing the tools of services.',
    }),
    call_limit: rateLimit({ default: '10 per minute', description: 'Limit for calls of tools.' }),
    mcp_limit: Type.Optional(
      rateLimit({
        description:
          'Limit for requests of MCP clients, all `/mcp` endpoints together; the owner of the gateway has none. Default: no limit.',
      }),
    ),
    api_limit: Type.Optional(
      rateLimit({
        description:
          'Limit for requests of the platform API, `/api/v1`, for each API key; the owner of the gateway has none. Default: no limit.',
      }),
    ),
    session_delete_limit: rateLimit({ default: '20 per minute', description: 'Limit for closing sessions.' }),
    storage_uri: textThat(isStorageUri, {
      default: 'memory://',
      // A Redis URI may hold a password.
      secret: true,
      expected:
        '"memory://" or a Redis URI such as "redis://host:6379/0", "rediss://…" or "redis+unix:///path"',
      description:
        'Where requests are counted: `memory://` in this process, a Redis URI for several gateways together.',
    }),
    key: choice(['address', 'principal', 'session'], {
      default: 'address',
      description: 'Who is counted: the address of the client, the credentials, or the session.',
    }),
  },
  {
    description:
      'Limits such as `10 per minute`, `5/second` or `200 per day; 50 per 2 hours`; over the limit, requests get 429.',
  },
);
