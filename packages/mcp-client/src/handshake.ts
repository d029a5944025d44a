import { UpstreamError } from './errors.ts';
import type { JsonRpcConnection } from './json-rpc-connection.ts';
import { asObject } from './json-rpc-message.ts';
import type { ServerIdentity } from './surface.ts';

/** Versions of MCP that are spoken here, newest first; the first is offered. */
export const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;

/**
 * Opens the protocol: `initialize`, then `notifications/initialized`.
 * Source: https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
 *
 * @throws UpstreamError `GW_UPSTREAM_PROTOCOL` when the server speaks none of {@link protocolVersions}
 */
export async function shakeHands(
  connection: JsonRpcConnection,
  options: {
    service: string;
    clientInfo: { name: string; version: string };
    timeoutMs: number;
    signal: AbortSignal;
  },
): Promise<ServerIdentity> {
  const { service, clientInfo, timeoutMs, signal } = options;
  const params = { protocolVersion: protocolVersions[0], capabilities: {}, clientInfo };
  const answer = asObject(await connection.request('initialize', params, { timeoutMs, signal }));
  const version = answer?.protocolVersion;
  if (!protocolVersions.some(known => known === version)) {
    const said = JSON.stringify(version ?? null).slice(0, 40);
    throw new UpstreamError(
      'GW_UPSTREAM_PROTOCOL',
      service,
      `Service ${service} answered initialize with protocol version ${said}; spoken here are ${protocolVersions.join(', ')}`,
    );
  }
  connection.notify('notifications/initialized');
  return {
    era: '2025',
    protocolVersion: String(version),
    serverInfo: asObject(answer?.serverInfo),
    capabilities: asObject(answer?.capabilities),
    instructions: typeof answer?.instructions === 'string' ? answer.instructions : undefined,
  };
}
