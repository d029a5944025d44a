import { parseJson } from '@gw/mcp-client';
import type { FastifyRequest } from 'fastify';
import { RequestError } from '../../../errors.ts';
import type { ApiScope } from '../../../platform/scopes.ts';

/** What MCP clients with an API key need one of, whatever they ask. */
export const mcpScopes: readonly ApiScope[] = ['tools:read', 'tools:execute'];

/** What reads, and what carries out; all else, such as `initialize`, belongs to both. */
const reads = /^(?:tools\/list|resources\/|prompts\/|skills\/|completion\/)/;

function scopeOf(method: unknown): ApiScope | undefined {
  if (method === 'tools/call') return 'tools:execute';
  return typeof method === 'string' && reads.test(method) ? 'tools:read' : undefined;
}

/**
 * Refuses messages that the API key of a request may not send. Nothing is looked at where there is no key, or one that
 * may do both; a body that can't be read is for the edge to answer.
 *
 * @throws RequestError 403 `GW_FORBIDDEN`
 */
export function requireMethodScopes({ principal }: FastifyRequest, body: Uint8Array | undefined): void {
  const rights = principal?.key?.rights;
  if (!rights || mcpScopes.every(scope => rights.has(scope))) return;
  for (const method of methodsOf(body)) {
    const scope = scopeOf(method);
    if (scope === undefined || rights.has(scope)) continue;
    const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
    const headers = { 'www-authenticate': challenge };
    throw new RequestError('GW_FORBIDDEN', 403, `This API key may not do that: it needs ${scope}`, headers);
  }
}

function methodsOf(body: Uint8Array | undefined): unknown[] {
  try {
    const messages = [parseJson(Buffer.from(body ?? []).toString('utf8'))].flat() as unknown[];
    return messages.map(message => (message as { method?: unknown } | null)?.method);
  } catch {
    return [];
  }
}
