import type { FastifyInstance } from 'fastify';
import type { PlatformRoute } from '../openapi/platform/route.ts';
import { apiPath } from '../platform/api-path.ts';
import type { ServerOptions } from '../server-options.ts';

interface ReferenceOptions extends Pick<ServerOptions, 'version' | 'mcp'> {
  /** Routes of the platform API; filled while the application is put together. */
  readonly platformRoutes: readonly PlatformRoute[];
}

/** The API's reference: a document for programs, and a page to read and try it. Loaded when first asked for. */
export async function referenceRoutes(
  app: FastifyInstance,
  { version, mcp, platformRoutes }: ReferenceOptions,
): Promise<void> {
  app.get('/openapi.json', async (_request, reply) => {
    const { openApiDocument } = await import('../openapi/document.ts');
    const platform = { prefix: apiPath, routes: platformRoutes };
    return reply.send(openApiDocument({ version, withMcp: mcp !== undefined, platform }));
  });

  app.get('/docs', async (_request, reply) => {
    const { page, pagePolicy } = await import('../openapi/page.ts');
    return reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8').send(page);
  });
}
