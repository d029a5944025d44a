import type { GatewayConfig } from '@gw/config';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Challenge } from './admission.ts';

type ServerConfig = GatewayConfig['server'];

const wellKnown = '/.well-known/oauth-protected-resource';

/**
 * Tells OAuth clients how to get in: who issues tokens for the endpoints of MCP clients. Open to all.
 *
 * @see RFC 9728, "OAuth 2.0 Protected Resource Metadata"
 */
export async function protectedResourceRoutes(
  app: FastifyInstance,
  { config: { server } }: { config: GatewayConfig },
): Promise<void> {
  for (const path of ['', '/mcp/gateway', '/mcp/servers/:name', '/mcp/bundles/:bundle_key']) {
    app.get(wellKnown + path, (request, reply) =>
      reply.send({
        resource: baseUrl(request, server) + pathOf(request).slice(wellKnown.length),
        resource_name: 'MCP gateway',
        bearer_methods_supported: ['header'],
        ...(server.jwt ? { authorization_servers: [server.jwt.issuer] } : {}),
      }),
    );
  }
}

/** The answer to callers without credentials on the endpoints of MCP clients: where to read how to get some. */
export function resourceChallenge(server: ServerConfig): Challenge {
  return (request: FastifyRequest, reply: FastifyReply) => {
    // The older transport's URL is below that of the resource.
    const metadata = baseUrl(request, server) + wellKnown + pathOf(request).replace(/\/sse$/, '');
    const wrongToken = /^bearer /i.test(request.headers.authorization ?? '') ? 'error="invalid_token", ' : '';
    return reply
      .code(401)
      .header('www-authenticate', [
        `Bearer ${wrongToken}resource_metadata="${metadata}"`,
        'Basic realm="MCP Gateway"',
      ])
      .type('application/json')
      .send('{"jsonrpc":"2.0","error":{"code":-32600,"message":"Authentication required"}}');
  };
}

/** How callers reach the gateway. */
function baseUrl(request: FastifyRequest, { public_url }: ServerConfig): string {
  if (public_url !== undefined) return public_url.replace(/\/+$/, '');
  // The header is a caller's; what is no host doesn't get into a header of ours.
  const host = /^[\w.:[\]-]+$/.test(request.host) ? request.host : '';
  return `${request.protocol}://${host}`;
}

/** As it was sent, without the characters that a quoted text can't have. */
const pathOf = ({ url }: FastifyRequest) =>
  (url.split('?', 1)[0] ?? '').replace(/["\\]/g, encodeURIComponent);
