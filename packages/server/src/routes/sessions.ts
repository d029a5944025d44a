import type { ProcessUsage } from '@gw/mcp-client';
import type { SessionManager, SessionView } from '@gw/sessions';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { plainAddress } from '../client-address.ts';
import { RequestError } from '../errors.ts';
import { validName } from '../names.ts';
import type { SecurityEvents } from '../security-event.ts';
import { type SessionUsage, sessionUsages } from '../session-usages.ts';

interface SessionRoutesOptions {
  readonly sessions: SessionManager;
  readonly securityEvent: SecurityEvents;
}

type SessionRequest = FastifyRequest<{ Params: { session: string } }>;

/** Callers' sessions: which there are, and their end. */
export async function sessionRoutes(
  app: FastifyInstance,
  { sessions, securityEvent }: SessionRoutesOptions,
): Promise<void> {
  const limits = {
    list: { setting: 'default_limits', scope: 'sessions' },
    close: {
      setting: 'session_delete_limit',
      scope: 'session',
      session: (request: FastifyRequest) => (request as SessionRequest).params.session,
    },
  } as const;

  app.get(
    '/sessions',
    { config: { limit: limits.list, scope: 'sessions:read' } },
    async (_request, reply) => {
      const views = sessions.list().filter(({ id }) => isCallSession(id));
      const usages = await sessionUsages(sessions, views);
      return reply.send(
        Object.fromEntries(views.map(view => [view.id, sessionListing(view, usages.get(view.id) ?? {})])),
      );
    },
  );

  app.delete<{ Params: { session: string } }>(
    '/sessions/:session',
    { config: { limit: limits.close, scope: 'sessions:write' } },
    async (request, reply) => {
      const id = validName('session', request.params.session);
      if (!(await sessions.close(id))) {
        throw new RequestError('GW_UNKNOWN_SESSION', 404, `Session ${id} not found`);
      }
      securityEvent('session_closed', { session_id: id, ip: plainAddress(request.ip) });
      return reply.send({ message: `Session ${id} closed` });
    },
  );
}

/** Sessions of MCP clients are in the same table, under ids that no caller of this API can choose. */
const isCallSession = (id: string) => !id.includes(':');

/** A session as the contract has it, in seconds; `services` is ours. */
function sessionListing(session: SessionView, usage: SessionUsage) {
  return {
    service_name: session.serviceName,
    created_at: new Date(session.createdAt).toISOString(),
    last_accessed: new Date(session.lastAccessedAt).toISOString(),
    timeout: session.timeoutMs / 1000,
    metadata: session.metadata,
    time_remaining: Math.max(0, session.timeRemainingMs) / 1000,
    services: Object.fromEntries(
      Object.entries(session.services).map(([name, upstream]) => [
        name,
        {
          pid: upstream.pid,
          alive: upstream.alive,
          started_at: new Date(upstream.startedAt).toISOString(),
          restarts: upstream.restarts,
          calls: upstream.calls,
          in_flight: upstream.inFlight,
          shared: upstream.shared,
          exit_reason: upstream.exitReason,
          usage: usageListing(usage[name]),
        },
      ]),
    ),
  };
}

const usageListing = (usage: ProcessUsage | undefined) =>
  usage && {
    cpu_seconds: usage.cpuMs / 1000,
    memory_mb: Math.round(usage.memoryBytes / 2 ** 20),
    processes: usage.processes,
    read_bytes: usage.readBytes,
    written_bytes: usage.writtenBytes,
  };
