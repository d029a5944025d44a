import type { FastifyInstance } from 'fastify';
import type { ServerOptions } from '../server-options.ts';

/** The platform API's version that the gateway answers for; its clients compare it with their own. */
const platformApiVersion = '0.28.0';

/** Probes, open to all and never limited. */
export async function healthRoutes(
  app: FastifyInstance,
  { version, isReady }: Pick<ServerOptions, 'version' | 'isReady'>,
): Promise<void> {
  app.get('/health', (_request, reply) =>
    reply.send({
      status: 'healthy',
      timestamp: new Date().toISOString(),
      version: platformApiVersion,
      gateway_version: version,
    }),
  );

  app.get('/livez', (_request, reply) => reply.send({ status: 'alive' }));

  app.get('/readyz', (_request, reply) => {
    if (isReady()) return reply.send({ status: 'ready', reasons: [] });
    return reply
      .code(503)
      .header('retry-after', '1')
      .send({ status: 'not ready', reasons: ['the gateway is starting or shutting down'] });
  });
}
