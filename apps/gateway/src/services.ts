import type { GatewayConfig } from '@gw/config';
import { McpService } from '@gw/mcp-client';
import type { ServicePolicy } from '@gw/sessions';

type ServiceConfig = GatewayConfig['services'][string];

/** The configured services as the MCP client knows them. */
export function mcpServices(config: GatewayConfig): McpService[] {
  return Object.entries(config.services).map(([name, service]) => mcpService(name, service));
}

function mcpService(name: string, service: ServiceConfig): McpService {
  const { sandbox } = service;
  return new McpService({
    name,
    command: service.command ?? [],
    description: service.description,
    enabled: service.enabled,
    env: service.env,
    callTimeoutMs: service.call_timeout * 1000,
    startTimeoutMs: service.start_timeout * 1000,
    warm: service.warm,
    shared: service.shared,
    sandboxConfig: {
      enabled: sandbox.enabled,
      resourceLimits: sandbox.resource_limits,
      restrictedEnv: sandbox.restricted_env,
      dropPrivileges: sandbox.drop_privileges,
      ...(sandbox.working_dir === undefined ? {} : { workingDir: sandbox.working_dir }),
      cpuSeconds: sandbox.cpu_seconds,
      memoryMb: sandbox.memory_mb,
      processes: sandbox.processes,
      fileSizeMb: sandbox.file_size_mb,
    },
  });
}

/** What the sessions need to know of each service. */
export function servicePolicies(config: GatewayConfig): Map<string, ServicePolicy> {
  const enabled = Object.entries(config.services).filter(([, service]) => service.enabled);
  return new Map(
    enabled.map(([name, { warm, shared, sandbox }]) => {
      const limited = sandbox.enabled && sandbox.resource_limits;
      return [name, { warm, shared, ...(limited ? { cpuLimitMs: sandbox.cpu_seconds * 1000 } : {}) }];
    }),
  );
}
