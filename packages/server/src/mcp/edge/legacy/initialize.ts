import { randomUUID } from 'node:crypto';
import type { Caller, Hub, JsonObject, Scope } from '../../hub.ts';
import { asObject } from '../message.ts';
import { legacyVersions } from '../protocol-versions.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';
import type { Sender } from '../sender.ts';

/** What came of a handshake. */
export interface Initialized {
  readonly caller: Caller;
  /** The result, as JSON. */
  readonly result: string;
}

/**
 * Carries out the handshake of the 2025 era. The version is the one that the client asks for where it is known, and
 * the newest of the era otherwise.
 *
 * @throws McpError -32602 for params that are no handshake; what the hub throws where the server can't be started
 * @see MCP 2025-11-25, "Lifecycle"
 */
export async function initialize(
  hub: Hub,
  scope: Scope,
  { principal, address }: Sender,
  params: JsonObject | undefined,
): Promise<Initialized> {
  const requested = params?.protocolVersion;
  if (typeof requested !== 'string') throw invalid('protocolVersion must be a string');
  const capabilities = asObject(params?.capabilities ?? {});
  if (!capabilities) throw invalid('capabilities must be an object');
  const clientInfo = asObject(params?.clientInfo ?? {});
  if (!clientInfo) throw invalid('clientInfo must be an object');
  const protocolVersion = legacyVersions.includes(requested) ? requested : legacyVersions[0];
  const caller: Caller = {
    principal,
    sessionId: `mcp:${randomUUID()}`,
    era: '2025',
    protocolVersion,
    capabilities,
    clientInfo,
    ...(address === undefined ? {} : { address }),
  };
  const description = await hub.describe(scope, caller);
  return { caller, result: JSON.stringify({ protocolVersion, ...description }) };
}

const invalid = (problem: string) => refusal(200, rpcCodes.invalidParams, `Invalid params: ${problem}`);
