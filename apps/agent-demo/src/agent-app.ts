import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import type { Agent } from './agent.ts';
import { type Credentials, isAuthorized, withCredentials } from './basic-auth.ts';
import { AgentError } from './errors.ts';

export interface AgentAppOptions extends Credentials {
  /** Where the platform reaches the agent, `https://agent.example.com`. Default: what each request was sent to. */
  readonly publicUrl?: string | undefined;
  /** Fastify's logger. Default none. */
  readonly logger?: FastifyServerOptions['logger'];
}

const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * The agent's HTTP side: SWML at `/`, SWAIG at `/swaig`, both behind basic auth; `/health` open.
 * Errors are `{ error }`.
 */
export function buildAgentApp(agent: Agent, options: AgentAppOptions): FastifyInstance {
  const app = Fastify({
    logger: options.logger ?? false,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { ignoreTrailingSlash: true },
  });
  const webHookUrl = (request: FastifyRequest) => {
    const base = options.publicUrl ?? `${request.protocol}://${request.host}`;
    return withCredentials(`${base.replace(/\/+$/, '')}/swaig`, options);
  };
  const swml = (request: FastifyRequest) => agent.renderSwml(webHookUrl(request));

  app.get('/health', async () => ({ status: 'healthy', agent: agent.name }));
  app.register(async scope => {
    scope.addHook('onRequest', async (request, reply) => {
      if (isAuthorized(request.headers.authorization, options)) return;
      await reply.code(401).header('www-authenticate', 'Basic realm="agent"').send({ error: 'Unauthorized' });
    });
    scope.get('/', swml);
    scope.post('/', swml);
    scope.get('/swaig', swml);
    scope.post('/swaig', request => {
      const { body } = request;
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw new AgentError('GW_AGENT_BAD_REQUEST', 'The body must be a JSON object');
      return agent.answer(body as Record<string, unknown>, error => {
        request.log.error({ err: error }, 'A function failed');
      });
    });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `No route ${request.method} ${request.url.split('?')[0]}` }),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) request.log.error({ err: error }, 'A request failed');
    return reply.code(status).send({ error: status >= 500 ? 'Internal server error' : error.message });
  });
  return app;
}

function statusOf(error: Error & { statusCode?: number }): number {
  if (!(error instanceof AgentError)) return error.statusCode ?? 500;
  if (error.code === 'GW_AGENT_UNKNOWN_FUNCTION') return 404;
  return error.code === 'GW_AGENT_BAD_REQUEST' ? 400 : 500;
}
