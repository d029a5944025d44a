import type { FastifyReply, FastifyRequest } from 'fastify';

/** What every answer carries, whatever its status. Source: the wire contract, by the byte. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-xss-protection': '1; mode=block',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none';",
};

const strictTransport = 'max-age=31536000; includeSubDomains';

/** Sets the security headers, and the request's id, on an answer that is still to come. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, hsts: boolean): void {
  reply.headers(securityHeaders);
  reply.header('x-request-id', request.id);
  if (hsts && request.protocol === 'https') reply.header('strict-transport-security', strictTransport);
}
