import { UpstreamError } from '../errors.ts';
import { asObject } from '../json-rpc/json-rpc-message.ts';
import type { ServerIdentity } from '../lists/surface.ts';
import type { OpeningOptions } from './opening.ts';
import { metaOf2025 } from './request-meta.ts';

/** Versions of MCP with a handshake that are spoken here, newest first; the first is offered. */
export const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;

/**
 * Asks a server of the 2025 era for a session, which {@link beginSession} then begins.
 * Source: https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
 *
 * @throws UpstreamError `GW_UPSTREAM_PROTOCOL` when the server speaks none of {@link protocolVersions}
 */
export async function initialize(options: OpeningOptions): Promise<ServerIdentity> {
  const { connection, service, clientInfo, capabilities, timeoutMs, signal } = options;
  const params = { protocolVersion: protocolVersions[0], capabilities, clientInfo };
  const answer = asObject(
    await connection.request('initialize', params, { timeoutMs, signal, asGiven: true }),
  );
  const protocolVersion = protocolVersions.find(known => known === answer?.protocolVersion);
  if (!protocolVersion) {
    const said = JSON.stringify(answer?.protocolVersion ?? null).slice(0, 40);
    throw new UpstreamError(
      'GW_UPSTREAM_PROTOCOL',
      service,
      `Service ${service} answered initialize with protocol version ${said}; spoken here are ${protocolVersions.join(', ')}`,
    );
  }
  return {
    era: '2025',
    protocolVersion,
    serverInfo: asObject(answer?.serverInfo),
    capabilities: asObject(answer?.capabilities),
    instructions: typeof answer?.instructions === 'string' ? answer.instructions : undefined,
  };
}

/** Takes the session that the server has offered. */
export function beginSession({ connection }: OpeningOptions, { era, protocolVersion }: ServerIdentity): void {
  connection.opened({ era, protocolVersion }, metaOf2025);
  connection.notify('notifications/initialized');
}
