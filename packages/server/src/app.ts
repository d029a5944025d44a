import Fastify, { type FastifyInstance } from 'fastify';
import { Admission } from './admission.ts';
import { hostCheck } from './allowed-hosts.ts';
import { CrossOrigin } from './cors.ts';
import { errorAnswers, maxBodyBytes } from './error-answers.ts';
import { RequestError } from './errors.ts';
import { acceptBodies } from './json-bodies.ts';
import { KnownPaths } from './known-paths.ts';
import { callRoutes } from './routes/calls.ts';
import { healthRoutes } from './routes/health.ts';
import { operationsRoutes } from './routes/operations.ts';
import { referenceRoutes } from './routes/reference.ts';
import { serviceRoutes } from './routes/services.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { formatSecurityEvent, type SecurityDetails, type SecurityEventType } from './security-event.ts';
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
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: trusted_proxies.length > 0 ? [...trusted_proxies] : false,
    genReqId: () => shared.nextRequestId(),
    // The one after a reload takes over; what this one has taken, it answers.
    return503OnClosing: false,
    routerOptions: { maxParamLength },
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(request, reply, hsts);
      answerError(error, request, reply);
    },
  });
  const paths = new KnownPaths();
  const crossOrigin = new CrossOrigin(cors_origins);

  acceptBodies(app);
  app.setErrorHandler(answerError);
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', ({ url, method }) => paths.add(url, method));
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply, hsts);
    crossOrigin.setHeaders(request, reply);
    if (request.is404) answerUnknownRoute(request, reply, { paths, crossOrigin });
    else done();
  });
  app.setNotFoundHandler((request, reply) => answerUnknownRoute(request, reply, { paths, crossOrigin }));

  app.register(healthRoutes, options);
  app.register(guarded, options);
  await app.ready();
  return app;
}

/** Everything that needs credentials. */
async function guarded(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const { config, securityLine } = options;
  const shared = SharedParts.of(options.shared);
  const securityEvent = (type: SecurityEventType, details: SecurityDetails) =>
    securityLine(formatSecurityEvent(type, details));
  const admission = new Admission({
    config,
    store: await shared.rateLimits.get(config.rate_limiting.storage_uri),
    securityEvent,
    onRateLimited: setting => shared.metrics.rateLimited.add(setting),
    onAuthFailed: () => shared.metrics.authFailures.add(),
  });
  const isAllowedHost = hostCheck(config.security.allowed_hosts);
  const calls = new ToolCalls({ ...options, metrics: shared.metrics });

  app.addHook('onRoute', ({ config: route }) => admission.prepare(route?.limit));
  app.addHook('onRequest', async (request, reply) => {
    if (!isAllowedHost(request.host)) {
      throw new RequestError('GW_HOST_NOT_ALLOWED', 400, 'Host is not allowed');
    }
    return admission.admit(request, reply);
  });
  app.register(serviceRoutes, options);
  app.register(callRoutes, { shared, calls, admission, securityEvent });
  app.register(sessionRoutes, { ...options, securityEvent });
  app.register(operationsRoutes, { ...options, shared });
  app.register(referenceRoutes, options);
}
