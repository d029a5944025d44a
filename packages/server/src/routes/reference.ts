import type { FastifyInstance } from 'fastify';
import type { ServerOptions } from '../server-options.ts';

/** The API's reference: a document for programs, and a page to read and try it. Loaded when first asked for. */
export async function referenceRoutes(
  app: FastifyInstance,
  { version, mcp }: Pick<ServerOptions, 'version' | 'mcp'>,
): Promise<void> {
  app.get('/openapi.json', async (_request, reply) => {
    const { openApiDocument } = await import('../openapi/document.ts');
    return reply.send(openApiDocument({ version, withMcp: mcp !== undefined }));
  });

  app.get('/docs', async (_request, reply) => {
    const { page, pagePolicy } = await import('../openapi/page.ts');
    return reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8').send(page);
  });
}
