import type { FastifyInstance } from 'fastify';
import { McpParts } from '../mcp/mcp-endpoints.ts';
import type { ServerOptions } from '../server-options.ts';
import type { SharedParts } from '../shared-state.ts';

/** Metrics, for those with credentials; read as often as one likes. */
export async function operationsRoutes(
  app: FastifyInstance,
  {
    shared,
    manager,
    sessions,
    mcp,
    processes,
  }: Pick<ServerOptions, 'manager' | 'sessions' | 'mcp' | 'processes'> & { shared: SharedParts },
): Promise<void> {
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(
      await shared.metrics.text(manager, sessions, {
        mcp: mcp && McpParts.of(mcp).edge.counts,
        processes: await processes?.measure(),
      }),
    ),
  );
}
