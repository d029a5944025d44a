import type { GatewayConfig } from '@gw/config';
import { type InProcessServer, McpService } from '@gw/mcp-client';
import type { ServicePolicy } from '@gw/sessions';
import { sandboxPolicy } from './sandbox-policy.ts';

type ServiceConfig = GatewayConfig['services'][string];

/** Servers that the gateway brings itself. */
export interface BuiltInServers {
  /** Gives each session a sandbox. */
  readonly sandbox: InProcessServer;
}

/** How long a call of a built-in server may take beyond what it was given itself, in milliseconds. */
const callMarginMs = 15_000;

/** The services as the MCP client knows them: those of the file, and what is built in and turned on. */
export function mcpServices(config: GatewayConfig, builtIn?: BuiltInServers): McpService[] {
  const { allow_private_addresses } = config.security;
  const configured = Object.entries(config.services).map(([name, service]) =>
    mcpService(name, {
      ...service,
      allow_private_addresses: [...allow_private_addresses, ...service.allow_private_addresses],
    }),
  );
  return builtIn && offersSandbox(config) ? [...configured, sandboxService(config, builtIn)] : configured;
}

/** A service of that name in the file is the operator's own word. */
const offersSandbox = ({ sandboxes, services }: GatewayConfig) =>
  sandboxes.mcp_server && !Object.hasOwn(services, 'sandbox');

function sandboxService({ sandboxes }: GatewayConfig, { sandbox }: BuiltInServers): McpService {
  return new McpService({
    name: 'sandbox',
    serve: sandbox,
    description: 'A place of your own to run commands and keep files in, isolated.',
    callTimeoutMs: sandboxes.max_exec_timeout * 1000 + callMarginMs,
    // A sandbox for each session.
    shared: false,
  });
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
  const policies = new Map<string, ServicePolicy>(
    enabled.map(([name, { warm, shared, sandbox }]) => {
      const limited = sandbox.enabled && sandbox.preset !== 'none' && sandbox.resource_limits;
      return [name, { warm, shared, ...(limited ? { cpuLimitMs: sandbox.cpu_seconds * 1000 } : {}) }];
    }),
  );
  if (offersSandbox(config)) policies.set('sandbox', { warm: 0, shared: false });
  return policies;
}
