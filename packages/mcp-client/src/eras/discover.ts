import { UpstreamError, UpstreamRpcError } from '../errors.ts';
import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { ServerIdentity } from '../lists/surface.ts';
import type { OpeningOptions } from './opening.ts';
import { metaOf2026, SERVER_INFO } from './request-meta.ts';

/** Versions of MCP without a handshake that are spoken here, newest first; the first is offered. */
export const statelessVersions = ['2026-07-28'] as const;

/** The server is of the 2026 era, and doesn't know the version that we asked in. */
const UNSUPPORTED_VERSION = -32022;

/**
 * Asks a server of the 2026 era what it is. The answer is taken for one only if it names a version that is
 * spoken here: servers of the 2025 era exist that answer anything.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/server/discover
 *
 * @returns `undefined` when the server is of the 2025 era, or speaks its versions too but no newer one of ours
 * @throws UpstreamError what a request throws, other than refusals that a server of the 2025 era would give
 */
export function discover(opening: OpeningOptions): Promise<ServerIdentity | undefined> {
  return discoverIn(statelessVersions[0], opening, true);
}

async function discoverIn(
  version: string,
  opening: OpeningOptions,
  mayChoose: boolean,
): Promise<ServerIdentity | undefined> {
  const { connection, clientInfo, capabilities, timeoutMs, signal } = opening;
  const askedIn = metaOf2026({ protocolVersion: version, clientInfo, capabilities });
  let answer: JsonObject | undefined;
  try {
    const params = askedIn(undefined, undefined);
    const options = { timeoutMs, signal, asGiven: true };
    answer = asObject(await connection.request('server/discover', params, options));
  } catch (error) {
    if (isNonsense(error)) return undefined;
    if (!(error instanceof UpstreamRpcError)) throw error;
    if (error.rpcCode !== UNSUPPORTED_VERSION) return undefined;
    const supported = asObject(error.rpcData)?.supported;
    const named = spokenOf(supported);
    if (named !== undefined && mayChoose) return discoverIn(named, opening, false);
    // A server that names only later versions than ours is of this era, and won't take the other one's opening.
    if (!speaksOlder(supported)) throw error;
    return undefined;
  }
  const protocolVersion = spokenOf(answer?.supportedVersions);
  return answer && protocolVersion ? identity(answer, protocolVersion) : undefined;
}

/** Takes the server at its word: from now on each request says what this era wants. */
export function speakStateless(
  { connection, clientInfo, capabilities }: OpeningOptions,
  { era, protocolVersion }: ServerIdentity,
): void {
  connection.opened({ era, protocolVersion }, metaOf2026({ protocolVersion, clientInfo, capabilities }));
}

function identity(answer: JsonObject, protocolVersion: string): ServerIdentity {
  return {
    era: '2026',
    protocolVersion,
    serverInfo: asObject(asObject(answer._meta)?.[SERVER_INFO]) ?? asObject(answer.serverInfo),
    capabilities: asObject(answer.capabilities),
    instructions: typeof answer.instructions === 'string' ? answer.instructions : undefined,
  };
}

const isNonsense = (error: unknown) =>
  error instanceof UpstreamError && error.code === 'GW_UPSTREAM_PROTOCOL';

/** The newest version of a server's that is spoken here. */
function spokenOf(supported: unknown): string | undefined {
  return statelessVersions.find(version => Array.isArray(supported) && supported.includes(version));
}

/** Versions are dates: those of the 2025 era come before ours. */
function speaksOlder(supported: unknown): boolean {
  return (
    Array.isArray(supported) &&
    supported.some(version => typeof version === 'string' && version < statelessVersions[0])
  );
}
