import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Challenge, RouteLimit } from '../admission.ts';
import type { AuditedAction } from './audit/audited.ts';
import { PlatformError, sendProblem } from './problem.ts';
import type { ApiScope } from './scopes.ts';

const limit: RouteLimit = { setting: 'api_limit', scope: 'api', sparesOwner: true };

const challenge: Challenge = (_request: FastifyRequest, reply: FastifyReply) =>
  sendProblem(
    reply,
    new PlatformError('GW_UNAUTHENTICATED', 401, 'Credentials are missing, wrong, expired or revoked', {
      headers: { 'www-authenticate': 'Bearer realm="MCP Gateway", Basic realm="MCP Gateway"' },
    }),
  );

/**
 * The `config` of a route of the platform API: the right that it needs, and how what it changes is called in the
 * audit trail. Every route has one.
 */
export const access = (scope: ApiScope, audited?: AuditedAction) => ({
  scope,
  limit,
  challenge,
  ...(audited ? { audited } : {}),
});
