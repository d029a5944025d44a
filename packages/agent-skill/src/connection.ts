import { GatewayClient } from './gateway-client.ts';
import { GatewayHttp } from './gateway-http.ts';
import type { SkillLogger } from './logger.ts';
import type { SkillSettings } from './parameters.ts';
import { isPrivateAddress } from './private-address.ts';
import { ToolListing } from './tool-listing.ts';

/** A skill's line to its gateway, and what it has heard from there. */
export interface Connection {
  readonly settings: SkillSettings;
  readonly client: GatewayClient;
  readonly listing: ToolListing;
}

/** Opens nothing yet: the first request connects. */
export function createConnection(
  settings: SkillSettings,
  allowPrivate: boolean,
  logger: SkillLogger,
): Connection {
  const http = new GatewayHttp({
    baseUrl: settings.gatewayUrl,
    authorization: settings.authorization,
    verifyTls: settings.verifyTls,
    refuses: allowPrivate ? () => false : isPrivateAddress,
  });
  const client = new GatewayClient({
    http,
    attempts: settings.attempts,
    requestTimeoutMs: settings.requestTimeoutMs,
    logger,
  });
  const { services, refreshIntervalMs } = settings;
  return { settings, client, listing: new ToolListing({ client, services, refreshIntervalMs, logger }) };
}
