import type { JsonObject, Logger, McpManager } from '@gw/mcp-client';
import type { FastifyInstance } from 'fastify';
import { abortWhenClientLeaves } from '../client-left.ts';
import { RequestError } from '../errors.ts';
import { plainExposure, type ToolExposure } from '../mcp/hub/tool-exposure.ts';
import { validName } from '../names.ts';

/** Listings of services and of their tools. No listing starts a process. */
export async function serviceRoutes(
  app: FastifyInstance,
  {
    manager,
    logger,
    exposure = plainExposure,
  }: { manager: McpManager; logger: Logger; exposure?: ToolExposure },
): Promise<void> {
  const limits = {
    list: { setting: 'default_limits', scope: 'services' },
    tools: { setting: 'tools_limit', scope: 'tools' },
  } as const;

  const toolListing = toolListings();

  app.get('/services', { config: { limit: limits.list, scope: 'servers:read' } }, (_request, reply) => {
    const enabled = [...manager.services.values()].filter(service => service.enabled);
    enabled.sort((one, other) => (one.name < other.name ? -1 : 1));
    return reply.send(
      Object.fromEntries(
        enabled.map(({ name, description, command }) => [name, { description, enabled: true, command }]),
      ),
    );
  });

  app.get<{ Params: { service: string } }>(
    '/services/:service/tools',
    { config: { limit: limits.tools, scope: ['servers:read', 'tools:read'] } },
    async (request, reply) => {
      const service = validName('service', request.params.service);
      if (!manager.services.get(service)?.enabled) {
        throw new RequestError('GW_UNKNOWN_SERVICE', 400, `Unknown service: ${service}`);
      }
      const known = manager.knownTools(service) ?? (await learned(service));
      const tools = exposure.present(service, known);
      return reply.type('application/json; charset=utf-8').send(toolListing(service, tools));

      async function learned(name: string) {
        const signal = abortWhenClientLeaves(reply);
        try {
          return await manager.getServiceTools(name, { signal });
        } catch (error) {
          if (!signal.aborted) {
            logger.warn(
              { requestId: request.id, service: name, err: error },
              `Tools of ${name} are not known`,
            );
          }
          throw new RequestError('GW_SERVICE_FAILED', 500, 'Service error', {}, error);
        }
      }
    },
  );
}

/** Writes the text of listings, once for each list that a server has given. */
function toolListings() {
  const texts = new WeakMap<readonly JsonObject[], string>();
  return (service: string, tools: readonly JsonObject[]): string => {
    const known = texts.get(tools);
    if (known !== undefined) return known;
    const text = JSON.stringify({ service, tools });
    texts.set(tools, text);
    return text;
  };
}
