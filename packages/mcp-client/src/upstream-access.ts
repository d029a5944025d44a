import type { Authorization } from './http/authorization.ts';
import { McpService } from './mcp-service.ts';

/** What one caller brings along for a service: credentials of its own, beside those of the service. Secret but for its key. */
export interface UpstreamAccess {
  /** Tells accesses apart, of one caller before and after a change, too. Nothing secret. */
  readonly key: string;
  /** Variables of the process; they come before the service's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Headers of each request to the URL; they come before the service's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Credentials that change while the upstream is used. */
  readonly authorization?: Authorization;
}

/** A service as it is started for a caller with credentials of its own. */
export function withAccess(service: McpService, { env, headers }: UpstreamAccess): McpService {
  if (!env && !headers) return service;
  return new McpService({
    ...service,
    env: { ...service.env, ...env },
    headers: { ...service.headers, ...headers },
  });
}
