import type { PlatformSessionRecord, Store } from '@gw/store';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import { isoTime, sliceOf } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField, notFound, PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  CleanedUp,
  CreateSessionBody,
  DeleteSessionQuery,
  ListSessionsQuery,
  SessionList,
  SessionParams,
  SessionStats,
  SessionView,
  UpdateSessionBody,
} from './platform-session-schemas.ts';

const audited = (action: string) => access('sessions:write', { action, target: 'session' });

/** Sessions of the platform API: which tools a caller may use, until they are left unused. */
export function platformSessionRoutes(app: PlatformApp, platform: PlatformHost): void {
  const one = { params: SessionParams, response: { 200: SessionView } };

  app.post(
    '/sessions',
    {
      config: audited('session.create'),
      schema: { body: CreateSessionBody, response: { 201: SessionView } },
    },
    async (request, reply) => {
      const { store, sessions } = platform.parts;
      const { server_id, bundle_id, allowed_tool_names, denied_tool_names } = request.body;
      const ids = { serverId: server_id ?? null, bundleId: bundle_id ?? null };
      await requireReferences(store, ids);
      const record = await sessions.create(callerOf(request), {
        ...ids,
        allowedToolNames: allowed_tool_names ?? null,
        deniedToolNames: denied_tool_names ?? null,
      });
      request.auditedTarget = { id: record.id };
      return reply.code(201).send(viewOf(record));
    },
  );

  app.get(
    '/sessions',
    {
      config: access('sessions:read'),
      schema: { querystring: ListSessionsQuery, response: { 200: SessionList } },
    },
    async request => {
      const { store, sessions } = platform.parts;
      const { server_id, bundle_id, include_inactive: includeInactive, ...window } = request.query;
      const filter = {
        principal: callerOf(request),
        serverId: server_id,
        bundleId: bundle_id,
        includeInactive,
      };
      // Sessions that were just used are listed as such.
      await store.journal.flush();
      return sliceOf(await store.sessions.list(filter, window), window, record =>
        viewOf(sessions.current(record)),
      );
    },
  );

  app.get('/sessions/:session_id', { config: access('sessions:read'), schema: one }, async request => {
    return viewOf(await ownSession(request, platform));
  });

  app.patch(
    '/sessions/:session_id',
    { config: audited('session.update'), schema: { ...one, body: UpdateSessionBody } },
    async request => {
      const { id } = await usableSession(request, platform);
      const { allowed_tool_names: allowedToolNames, denied_tool_names: deniedToolNames } = request.body;
      const changes = {
        ...(allowedToolNames === undefined ? {} : { allowedToolNames }),
        ...(deniedToolNames === undefined ? {} : { deniedToolNames }),
      };
      const changed = await platform.parts.sessions.update(id, changes);
      if (!changed) throw notFound('session', id);
      return viewOf(changed);
    },
  );

  app.delete(
    '/sessions/:session_id',
    {
      config: audited('session.delete'),
      schema: { params: SessionParams, querystring: DeleteSessionQuery, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = await ownSession(request, platform);
      await platform.parts.sessions.close(id, { forget: request.query.hard_delete ?? false });
      return reply.code(204).send();
    },
  );

  app.post(
    '/sessions/:session_id/touch',
    { config: access('sessions:write'), schema: one },
    async request => {
      const { id } = await usableSession(request, platform);
      const { sessions } = platform.parts;
      const scope = sessions.find(id, callerOf(request));
      if (!scope) throw ended(id);
      return viewOf(await sessions.touch(scope));
    },
  );

  app.post(
    '/sessions/cleanup',
    { config: audited('session.cleanup'), schema: { response: { 200: CleanedUp } } },
    async () => ({ cleaned_count: await platform.parts.sessions.cleanUp() }),
  );

  app.get(
    '/sessions/stats',
    { config: access('sessions:read'), schema: { response: { 200: SessionStats } } },
    async request => {
      const { store, sessions } = platform.parts;
      await store.journal.flush();
      const caller = callerOf(request);
      const { total, active, expired, closed } = await store.sessions.stats(caller);
      const own = [...sessions.active()].map(({ record }) => record).filter(one => one.principal === caller);
      return {
        total,
        total_active: active,
        total_expired: expired,
        total_closed: closed,
        server_sessions: own.filter(({ serverId }) => serverId !== null).length,
        bundle_sessions: own.filter(({ bundleId }) => bundleId !== null).length,
      };
    },
  );
}

/** As whom a request is made. */
const callerOf = ({ principal }: FastifyRequest): string => `${principal?.id}`;

const ended = (id: string) =>
  new PlatformError('GW_SESSION_ENDED', 409, `Session ${id} was closed, or not used for too long`);

async function ownSession(request: FastifyRequest, platform: PlatformHost): Promise<PlatformSessionRecord> {
  const { session_id } = request.params as Static<typeof SessionParams>;
  const { store, sessions } = platform.parts;
  const record = await store.sessions.get(session_id);
  if (record?.principal !== callerOf(request)) throw notFound('session', session_id);
  return sessions.current(record);
}

/** @throws PlatformError 409 `GW_SESSION_ENDED` */
async function usableSession(
  request: FastifyRequest,
  platform: PlatformHost,
): Promise<PlatformSessionRecord> {
  const record = await ownSession(request, platform);
  if (record.closedAt !== null || record.expiresAt <= Date.now()) throw ended(record.id);
  return record;
}

async function requireReferences(
  store: Store,
  { serverId, bundleId }: { serverId: string | null; bundleId: string | null },
): Promise<void> {
  if (serverId !== null && bundleId !== null) {
    throw invalidField('/bundle_id', 'and server_id can not both be given');
  }
  if (serverId !== null && !(await store.servers.get(serverId))) {
    throw invalidField('/server_id', 'is not the id of a server');
  }
  if (bundleId !== null && !(await store.bundles.get(bundleId))) {
    throw invalidField('/bundle_id', 'is not the id of a bundle');
  }
}

function viewOf(record: PlatformSessionRecord): Static<typeof SessionView> {
  const now = Date.now();
  const { lastAccessedAt, expiresAt } = record;
  const isExpired = expiresAt <= now;
  return {
    id: record.id,
    server_id: record.serverId,
    bundle_id: record.bundleId,
    process_state: {},
    external_sessions: {},
    last_accessed_at: isoTime(lastAccessedAt),
    expires_at: isoTime(expiresAt),
    is_active: record.closedAt === null && !isExpired,
    is_expired: isExpired,
    is_idle: now - lastAccessedAt > (expiresAt - lastAccessedAt) / 2,
    created_at: isoTime(record.createdAt),
    allowed_tool_names: record.allowedToolNames && [...record.allowedToolNames],
    denied_tool_names: record.deniedToolNames && [...record.deniedToolNames],
  };
}
