import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditTrail } from './audit-trail.ts';

/** Notes what a request changed, or was kept from changing, once it has been answered. */
export function recordChange(audit: AuditTrail, request: FastifyRequest, reply: FastifyReply): void {
  const { audited } = request.routeOptions.config;
  // Who isn't known has changed nothing; that stands in the log of security events.
  if (!audited || !request.principal) return;
  const { id, detail } = request.auditedTarget ?? {};
  const status = reply.statusCode;
  audit.record(request, {
    action: audited.action,
    targetType: audited.target,
    targetId: id ?? lastParameter(request.params),
    outcome: status < 400 ? 'ok' : status === 403 ? 'denied' : 'error',
    ...(request.body === undefined || request.body === null || audited.isSecret
      ? {}
      : { arguments: request.body }),
    detail: status < 400 ? detail : { ...detail, status },
  });
}

const lastParameter = (params: unknown): string | undefined =>
  Object.values((params ?? {}) as Record<string, string>).at(-1);
