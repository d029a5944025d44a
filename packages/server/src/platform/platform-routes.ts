import type { Logger } from '@gw/mcp-client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlatformRoute } from '../openapi/platform/route.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { recordChange } from './audit/record-changes.ts';
import { bundleContentRoutes } from './bundles/bundle-content-routes.ts';
import { bundleRoutes } from './bundles/bundle-routes.ts';
import { cacheRoutes } from './cache/cache-routes.ts';
import { catalogRoutes } from './catalog/catalog-routes.ts';
import { connectionRoutes } from './connections/connection-routes.ts';
import { apiKeyRoutes } from './keys/api-key-routes.ts';
import { operationRoutes } from './operations/operation-routes.ts';
import type { PlatformHost } from './platform.ts';
import { problemAnswers } from './problem.ts';
import { sandboxFileRoutes } from './sandboxes/sandbox-file-routes.ts';
import { sandboxImageRoutes } from './sandboxes/sandbox-image-routes.ts';
import { sandboxRoutes } from './sandboxes/sandbox-routes.ts';
import { oauthConfigRoutes } from './servers/oauth-config-routes.ts';
import { pinRoutes } from './servers/pin-routes.ts';
import { serverCredentialRoutes } from './servers/server-credential-routes.ts';
import { serverRoutes } from './servers/server-routes.ts';
import { serverToolRoutes } from './servers/server-tool-routes.ts';
import { platformSessionRoutes } from './sessions/platform-session-routes.ts';
import { skillRoutes } from './skills/skill-routes.ts';
import { toolSearchRoutes } from './tools/search-routes.ts';
import { toolRoutes } from './tools/tool-routes.ts';
import { type PlatformApp, useTypeBox } from './typebox-routes.ts';

/** What {@link platformRoutes} needs. */
export interface PlatformRoutesOptions {
  readonly platform: PlatformHost;
  readonly logger: Logger;
  /** Answers what no route takes. */
  readonly answerUnknown: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  /** Told of each route, for the reference. */
  readonly onRoute: (route: PlatformRoute) => void;
}

/** A resource's part of the platform API; `platform.parts` is there whenever a handler runs. */
export type ResourceRoutes = (app: PlatformApp, platform: PlatformHost) => void;

const resources: readonly ResourceRoutes[] = [
  apiKeyRoutes,
  cacheRoutes,
  platformSessionRoutes,
  auditRoutes,
  serverRoutes,
  serverToolRoutes,
  pinRoutes,
  serverCredentialRoutes,
  oauthConfigRoutes,
  connectionRoutes,
  toolRoutes,
  toolSearchRoutes,
  catalogRoutes,
  operationRoutes,
  sandboxRoutes,
  sandboxFileRoutes,
  sandboxImageRoutes,
  skillRoutes,
  bundleRoutes,
  bundleContentRoutes,
];

/** The platform API. Errors are problem details; each change that was asked for is noted in the audit trail. */
export async function platformRoutes(app: FastifyInstance, options: PlatformRoutesOptions): Promise<void> {
  const { platform, logger, answerUnknown, onRoute } = options;
  const api = useTypeBox(app);
  api.setErrorHandler(problemAnswers(logger));
  api.setNotFoundHandler(answerUnknown);
  api.addHook('onRoute', ({ method, routePath: path, schema = {}, config }) => {
    if (method === 'HEAD') return;
    const scopes = [config?.scope ?? []].flat();
    onRoute({ method: `${method}`, path, schema: schema as PlatformRoute['schema'], scopes });
  });
  // After the credentials were looked at, and before a body is read that there is no use for.
  api.addHook('preParsing', async () => void platform.parts);
  api.addHook('onResponse', async (request, reply) => {
    if (platform.isOpen) recordChange(platform.parts.audit, request, reply);
  });
  for (const routes of resources) routes(api, platform);
}
