import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CrossOrigin } from './cors.ts';
import { RequestError } from './errors.ts';
import type { KnownPaths } from './known-paths.ts';

/**
 * Answers what no route takes, before a body is read: `OPTIONS` of a known path, other methods of it with 405,
 * and all other paths with 404.
 */
export function answerUnknownRoute(
  request: FastifyRequest,
  reply: FastifyReply,
  { paths, crossOrigin }: { paths: KnownPaths; crossOrigin: CrossOrigin },
): FastifyReply {
  const methods = paths.methodsOf(request.url);
  if (methods.length === 0) throw new RequestError('GW_UNKNOWN_ROUTE', 404, 'Not found');
  const allow = [...methods, 'OPTIONS'].sort().join(', ');
  if (crossOrigin.isPreflight(request)) return crossOrigin.answerPreflight(request, reply, methods);
  if (request.method === 'OPTIONS') return reply.header('allow', allow).header('content-length', '0').send();
  throw new RequestError(
    'GW_METHOD_NOT_ALLOWED',
    405,
    `Method ${request.method} is not allowed here; allowed: ${allow}`,
    { allow },
  );
}
