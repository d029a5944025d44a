import type { ConnectionLimits } from '../json-rpc/connection-limits.ts';
import { LogLimiter } from '../json-rpc/log-limiter.ts';
import type { Logger } from '../logger.ts';
import type { McpService } from '../mcp-service.ts';
import type { Transport, TransportEvents } from '../transport.ts';
import type { Authorization } from './authorization.ts';
import { AutoTransport } from './auto-transport.ts';
import { HttpChannel, type HttpLimits } from './http-channel.ts';
import { SseTransport } from './sse-transport.ts';
import { StreamableHttpTransport } from './streamable-http-transport.ts';

export interface CreateHttpTransportOptions {
  readonly events: TransportEvents;
  readonly logger: Logger;
  readonly limits: Pick<ConnectionLimits, 'maxLineBytes'> & Partial<HttpLimits>;
  /** Credentials that change; those of the service's `headers` are sent in any case. */
  readonly authorization?: Authorization | undefined;
  /** What the server is known to speak. Default: what the service says. */
  readonly transport?: McpService['transport'];
}

/**
 * A transport to a service with a `url`. Does nothing before its first message.
 *
 * @throws TypeError the service has no URL, or its `allowPrivateAddresses` hold what is no address
 */
export function createHttpTransport(service: McpService, options: CreateHttpTransportOptions): Transport {
  const { events, logger, limits, authorization, transport = service.transport } = options;
  const { name, url = '', headers, allowPrivateAddresses } = service;
  const endpoint = { name, url, headers, allowPrivateAddresses };
  const parts = {
    channel: new HttpChannel(endpoint, limits, authorization),
    events,
    log: new LogLimiter(logger, { burst: 20, perSecond: 1 }),
    maxMessageBytes: limits.maxLineBytes,
  };
  switch (transport) {
    case 'streamable-http':
      return new StreamableHttpTransport(parts);
    case 'sse':
      return new SseTransport(parts);
    case 'auto':
      return new AutoTransport(parts);
  }
}
