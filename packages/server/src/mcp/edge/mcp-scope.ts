import type { FastifyRequest } from 'fastify';
import type { Scope } from '../hub.ts';
import { rpcCodes } from './rpc-codes.ts';
import { refusal } from './rpc-failure.ts';

/** Finds what addresses name that aren't servers. */
export interface ScopeNames {
  /** The id of the bundle that a key is for. */
  bundle(key: string): string | undefined;
  /** Whether a principal may use a platform session; that renews it. */
  session(id: string, principal: string): boolean;
}

/** There are neither bundles nor sessions. */
export const noScopeNames: ScopeNames = { bundle: () => undefined, session: () => false };

/** A request to an endpoint for MCP clients. */
export type McpRequest = FastifyRequest<{
  Params: { name?: string; bundle_key?: string };
  Querystring: { session_id?: unknown };
  Body: Buffer | undefined;
}>;

/**
 * What a request is about: the place that its path names, and the session that its header `X-Session-Id` or its query
 * names.
 *
 * @throws McpError 400, 404 for a bundle or a session that isn't there, or is another's
 */
export function scopeOf(request: McpRequest, names: ScopeNames): Scope {
  const session = sessionOf(request);
  if (session !== undefined && !names.session(session, `${request.principal?.id}`)) {
    throw refusal(
      404,
      rpcCodes.invalidRequest,
      'There is no such session, or it is over; make another with POST /api/v1/sessions',
    );
  }
  return { ...placeOf(request, names), ...(session !== undefined && { session }) };
}

function placeOf({ params }: McpRequest, names: ScopeNames): Scope {
  const { name, bundle_key } = params;
  if (name !== undefined) return { kind: 'server', name };
  if (bundle_key === undefined) return { kind: 'gateway' };
  const id = names.bundle(bundle_key);
  if (id === undefined) throw refusal(404, rpcCodes.invalidRequest, 'There is no such bundle');
  return { kind: 'bundle', id };
}

function sessionOf({ headers, query }: McpRequest): string | undefined {
  const inHeader = headers['x-session-id'];
  const inQuery = query.session_id;
  if (inHeader !== undefined && inQuery !== undefined && inHeader !== inQuery) {
    throw refusal(400, rpcCodes.invalidRequest, 'X-Session-Id and session_id name different sessions');
  }
  const session = inHeader ?? inQuery;
  return session === undefined ? undefined : String(session);
}
