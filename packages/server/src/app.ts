import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Admission } from './admission.ts';
import { hostCheck } from './allowed-hosts.ts';
import { plainAddress } from './client-address.ts';
import { CrossOrigin } from './cors.ts';
import type { KeyCheck } from './credentials.ts';
import { errorAnswers, maxBodyBytes } from './error-answers.ts';
import { RequestError } from './errors.ts';
import { acceptBodies } from './json-bodies.ts';
import { KnownPaths } from './known-paths.ts';
import { mcpRoutes } from './mcp/edge/mcp-routes.ts';
import type { ScopeNames } from './mcp/edge/mcp-scope.ts';
import { McpParts } from './mcp/mcp-endpoints.ts';
import type { PlatformRoute } from './openapi/platform/route.ts';
import { apiPath } from './platform/api-path.ts';
import { oauthCallbackRoutes } from './platform/connections/oauth-callback-routes.ts';
import { ApiKeyring } from './platform/keys/api-keyring.ts';
import { PlatformHost } from './platform/platform.ts';
import { platformRoutes } from './platform/platform-routes.ts';
import { problemAnswers } from './platform/problem.ts';
import { protectedResourceRoutes } from './protected-resource.ts';
import { callRoutes } from './routes/calls.ts';
import { healthRoutes } from './routes/health.ts';
import { operationsRoutes } from './routes/operations.ts';
import { referenceRoutes } from './routes/reference.ts';
import { serviceRoutes } from './routes/services.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { securityEvents } from './security-event.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { ServerOptions } from './server-options.ts';
import { SharedParts } from './shared-state.ts';
import { ToolCalls } from './tool-calls.ts';
import { answerUnknownRoute } from './unknown-route.ts';

/** Names are checked by length with words of their own, so that the router must let longer ones pass. */
const maxParamLength = 32 * 1024;

/**
 * Builds the gateway's HTTP application, ready to answer: hand requests to `app.routing(request, response)`, or call
 * `app.listen()`. It holds nothing that needs closing, so that one application can follow another at a reload.
 *
 * @throws ServerOptionsError (`GW_RATE_LIMIT_SETTING`) when a setting of `rate_limiting` can't be understood
 */
export async function buildApp(options: ServerOptions): Promise<FastifyInstance> {
  const { config, logger } = options;
  const shared = SharedParts.of(options.shared);
  const { hsts, trusted_proxies, cors_origins } = config.security;
  const answerError = errorAnswers(logger);
  const answerProblem = problemAnswers(logger);
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: trusted_proxies.length > 0 ? [...trusted_proxies] : false,
    genReqId: () => shared.nextRequestId(),
    // The one after a reload takes over; what this one has taken, it answers.
    return503OnClosing: false,
    routerOptions: { maxParamLength },
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(request, reply, hsts);
      const isPlatform = options.platform && request.url.startsWith(`${apiPath}/`);
      (isPlatform ? answerProblem : answerError)(error, request, reply);
    },
  });
  const paths = new KnownPaths();
  const crossOrigin = new CrossOrigin(cors_origins);

  acceptBodies(app);
  app.setErrorHandler(answerError);
  app.decorateRequest('principal', undefined);
  app.decorateRequest('auditedTarget', undefined);
  app.addHook('onRoute', ({ url, method }) => paths.add(url, method));
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply, hsts);
    requireHost(request.raw);
    crossOrigin.setHeaders(request, reply);
    if (request.is404) answerUnknown(request, reply);
    else done();
  });
  const answerUnknown = (request: FastifyRequest, reply: FastifyReply) =>
    answerUnknownRoute(request, reply, { paths, crossOrigin });
  app.setNotFoundHandler(answerUnknown);

  app.register(healthRoutes, options);
  app.register(protectedResourceRoutes, options);
  app.register(oauthCallbackRoutes, options);
  app.register(guarded, { ...options, answerUnknown });
  await app.ready();
  return app;
}

/** Source: RFC 9112, section 3.2. Node would refuse it too, with an answer of its own. */
function requireHost({ headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): void {
  if (headers.host === undefined && httpVersionMajor === 1 && httpVersionMinor === 1) {
    throw new RequestError('GW_INVALID_REQUEST', 400, 'Host header is missing');
  }
}

interface GuardedOptions extends ServerOptions {
  readonly answerUnknown: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** Everything that needs credentials. */
async function guarded(app: FastifyInstance, options: GuardedOptions): Promise<void> {
  const { config, logger, mcp, securityLine, answerUnknown } = options;
  const platform = options.platform && PlatformHost.of(options.platform);
  const shared = SharedParts.of(options.shared);
  const securityEvent = securityEvents(securityLine);
  const admission = new Admission({
    config,
    store: await shared.rateLimits.get(config.rate_limiting.storage_uri),
    securityEvent,
    onRateLimited: setting => shared.metrics.rateLimited.add(setting),
    onAuthFailed: () => shared.metrics.authFailures.add(),
    logger,
    keys: platform && keyCheck(platform),
  });
  const calls = new ToolCalls({
    ...options,
    metrics: shared.metrics,
    idleTimeoutMs: config.session.default_timeout * 1000,
  });

  if (config.security.allowed_hosts.length > 0) {
    const isAllowed = hostCheck(config.security.allowed_hosts);
    app.addHook('onRequest', (request, _reply, done) => {
      if (isAllowed(request.host)) done();
      else done(new RequestError('GW_HOST_NOT_ALLOWED', 400, 'Host is not allowed'));
    });
  }
  app.addHook('onRoute', route => {
    route.onRequest = [admission.hookFor(route.config ?? {}), ...[route.onRequest ?? []].flat()];
  });
  app.register(serviceRoutes, options);
  app.register(callRoutes, { shared, calls, admission, securityEvent });
  app.register(sessionRoutes, { ...options, securityEvent });
  app.register(operationsRoutes, { ...options, shared });
  const described: PlatformRoute[] = [];
  app.register(referenceRoutes, { ...options, platformRoutes: described });
  if (platform) {
    const onRoute = (route: PlatformRoute) => void described.push(route);
    app.register(platformRoutes, { prefix: apiPath, platform, logger, answerUnknown, onRoute });
  }
  if (mcp)
    app.register(mcpRoutes, { edge: McpParts.of(mcp).edge, config, logger, names: scopeNames(platform) });
}

const scopeNames = (platform: PlatformHost | undefined): ScopeNames | undefined =>
  platform && {
    bundle: key => platform.parts.bundles.byKey(key)?.record.id,
    session: (id, principal) => platform.parts.sessions.use(id, principal) !== undefined,
  };

/** What isn't a key at all needs no keyring, and no open platform. */
const keyCheck = (platform: PlatformHost): KeyCheck => ({
  check: (bearer, address) =>
    ApiKeyring.isKey(bearer) ? platform.parts.keys.check(bearer, plainAddress(address)) : undefined,
});
