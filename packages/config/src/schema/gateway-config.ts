import Type, { type Static } from 'typebox';
import { CatalogSchema } from './catalog.ts';
import { EmbeddingsSchema } from './embeddings.ts';
import { LoggingSchema } from './logging.ts';
import { McpSchema } from './mcp.ts';
import { RateLimitingSchema } from './rate-limiting.ts';
import { SandboxesSchema } from './sandboxes.ts';
import { SecuritySchema } from './security.ts';
import { ServerSchema } from './server.ts';
import { ServicesSchema } from './services.ts';
import { SessionSchema } from './session.ts';
import { section, text, textThat } from './setting.ts';

const isPostgresUri = (value: string) =>
  /^postgres(?:ql)?:\/\//i.test(value) && URL.canParse(value) && new URL(value).hostname !== '';

/**
 * What a configuration is once it has been read: every default filled in, every path absolute. The one source of
 * checking, types, the reference page and the JSON Schema for editors.
 */
export const GatewayConfigSchema = section(
  {
    server: ServerSchema,
    services: ServicesSchema,
    session: SessionSchema,
    mcp: McpSchema,
    sandboxes: SandboxesSchema,
    catalog: CatalogSchema,
    rate_limiting: RateLimitingSchema,
    logging: LoggingSchema,
    security: SecuritySchema,
    embeddings: Type.Optional(EmbeddingsSchema),
    data_dir: text({
      path: true,
      defaultText: '`data` beside the configuration file',
      description:
        'Folder for all that the gateway keeps: its database, caches of package runners, homes of servers.',
    }),
    storage: Type.Optional(
      textThat(isPostgresUri, {
        // It may hold a password.
        secret: true,
        expected: 'a PostgreSQL URI such as "postgres://user:password@host/database"',
        description:
          'The PostgreSQL database that holds what the platform API keeps. Default: a database file in `data_dir`.',
      }),
    ),
  },
  { description: 'Configuration of the MCP gateway.' },
);

/** The whole configuration, checked, with every default filled in and every path absolute. */
export type GatewayConfig = Static<typeof GatewayConfigSchema>;

/** Where the gateway listens, and the credentials that callers need. */
export type ServerConfig = GatewayConfig['server'];

/** One MCP server. */
export type ServiceConfig = GatewayConfig['services'][string];

/** Isolation of one MCP server. */
export type SandboxConfig = ServiceConfig['sandbox'];

/** How long callers' sessions live, and how many there may be. */
export type SessionConfig = GatewayConfig['session'];

/** What MCP clients get, and what they may keep waiting. */
export type McpConfig = GatewayConfig['mcp'];

/** Where servers that are imported come from. */
export type CatalogConfig = GatewayConfig['catalog'];

/** What sandboxes of the platform API may have. */
export type SandboxesConfig = GatewayConfig['sandboxes'];

/** How many requests a caller may make. */
export type RateLimitingConfig = GatewayConfig['rate_limiting'];

/** What is logged, and where to. */
export type LoggingConfig = GatewayConfig['logging'];

/** Which hosts, origins and proxies are trusted. */
export type SecurityConfig = GatewayConfig['security'];

/** A model by which tools are found, beside words. */
export type EmbeddingsConfig = NonNullable<GatewayConfig['embeddings']>;
