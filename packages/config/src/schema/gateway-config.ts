import type { Static } from 'typebox';
import { LoggingSchema } from './logging.ts';
import { RateLimitingSchema } from './rate-limiting.ts';
import { SecuritySchema } from './security.ts';
import { ServerSchema } from './server.ts';
import { ServicesSchema } from './services.ts';
import { SessionSchema } from './session.ts';
import { section, text } from './setting.ts';

/** The whole configuration, checked, with every default filled in and every path absolute. */
export type GatewayConfig = Static<typeof GatewayConfigSchema>;

/** The one source of checking, types, the reference page and the JSON Schema for editors. */
export const GatewayConfigSchema = section(
  {
    server: ServerSchema,
    services: ServicesSchema,
    session: SessionSchema,
    rate_limiting: RateLimitingSchema,
    logging: LoggingSchema,
    security: SecuritySchema,
    data_dir: text({
      path: true,
      defaultText: '`data` beside the configuration file',
      description: 'Folder for all that the gateway keeps: caches of package runners, homes of servers.',
    }),
  },
  { description: 'Configuration of the MCP gateway.' },
);
