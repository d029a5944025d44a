import type { GatewayConfig } from '@gw/config';
import { McpService } from '@gw/mcp-client';
import type { ServicePolicy } from '@gw/sessions';
import { sandboxPolicy } from './sandbox-policy.ts';

type ServiceConfig = GatewayConfig['services'][string];

/** The configured services as the MCP client knows them. */
export function mcpServices(config: GatewayConfig): McpService[] {
  const { allow_private_addresses } = config.security;
  return Object.entries(config.services).map(([name, service]) =>
    mcpService(name, {
      ...service,
      allow_private_addresses: [...allow_private_addresses, ...service.allow_private_addresses],
    }),
  );
}

function mcpService(name: string, service: ServiceConfig): McpService {
  return new McpService({
    name,
    command: service.command,
    url: service.url,
    transport: service.transport,
    headers: service.headers,
    allowPrivateAddresses: service.allow_private_addresses,
    description: service.description,
    enabled: service.enabled,
    env: service.env,
    callTimeoutMs: service.call_timeout * 1000,
    startTimeoutMs: service.start_timeout * 1000,
    warm: service.warm,
    shared: service.shared,
    sandboxConfig: sandboxPolicy(service.sandbox),
  });
}

/** What the sessions need to know of each service. */
export function servicePolicies(config: GatewayConfig): Map<string, ServicePolicy> {
  const enabled = Object.entries(config.services).filter(([, service]) => service.enabled);
  return new Map(
    enabled.map(([name, { warm, shared, sandbox }]) => {
      const limited = sandbox.enabled && sandbox.preset !== 'none' && sandbox.resource_limits;
      return [name, { warm, shared, ...(limited ? { cpuLimitMs: sandbox.cpu_seconds * 1000 } : {}) }];
    }),
  );
}
