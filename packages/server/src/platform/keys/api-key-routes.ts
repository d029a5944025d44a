import type { ApiKeyRecord } from '@gw/store';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import { isoTime, isoTimeOrNull, offsetQuery, sliceOf } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField, notFound, PlatformError } from '../problem.ts';
import { isWithin } from '../scopes.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  ApiKeyList,
  ApiKeyParams,
  ApiKeyView,
  CreateApiKeyBody,
  RotateApiKeyBody,
  RotatedApiKey,
} from './api-key-schemas.ts';
import type { ApiKeyring } from './api-keyring.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A caller's own API keys. */
export function apiKeyRoutes(app: PlatformApp, platform: PlatformHost): void {
  const path = '/users/me/api-keys';
  const Query = Type.Object(offsetQuery, { additionalProperties: false });

  app.post(
    path,
    {
      config: access('keys:write', { action: 'key.create', target: 'key' }),
      schema: { body: CreateApiKeyBody, response: { 201: ApiKeyView } },
    },
    async (request, reply) => {
      const { keys } = platform.parts;
      const { name, description = null, scopes = null, environment = 'live', rate_limit_rpm } = request.body;
      requireOwnRights(request, scopes);
      const expiresAt = expiryOf(request.body);
      const fields = {
        name,
        description,
        environment,
        scopes,
        expiresAt,
        rateLimitRpm: rate_limit_rpm ?? 60,
      };
      const { record, key } = await keys.create(callerOf(request), fields);
      request.auditedTarget = { id: record.id };
      return reply.code(201).send({ ...viewOf(record, keys), key });
    },
  );

  app.get(
    path,
    { config: access('keys:read'), schema: { querystring: Query, response: { 200: ApiKeyList } } },
    async request => {
      const { keys } = platform.parts;
      const page = keys.list(callerOf(request), request.query);
      return sliceOf(page, request.query, record => viewOf(record, keys));
    },
  );

  app.get(
    `${path}/:key_id`,
    { config: access('keys:read'), schema: { params: ApiKeyParams, response: { 200: ApiKeyView } } },
    async request => viewOf(ownKey(request, platform.parts.keys), platform.parts.keys),
  );

  app.post(
    `${path}/:key_id/rotate`,
    {
      config: access('keys:write', { action: 'key.rotate', target: 'key' }),
      schema: { params: ApiKeyParams, body: RotateApiKeyBody, response: { 200: RotatedApiKey } },
    },
    async request => {
      const { keys } = platform.parts;
      const old = ownKey(request, keys);
      requireOwnRights(request, old.scopes);
      const graceMs = (request.body.grace_period_hours ?? 24) * hourMs;
      const made = keys.isActive(old) ? await keys.rotate(old.id, graceMs) : undefined;
      if (!made) {
        throw new PlatformError('GW_KEY_ENDED', 409, `Key ${old.id} has expired, or was revoked or replaced`);
      }
      request.auditedTarget = { id: old.id, detail: { rotated_to: made.record.id } };
      return {
        new_key: { ...viewOf(made.record, keys), key: made.key },
        old_key_revoked: graceMs === 0,
        grace_period_ends_at: graceMs === 0 ? null : isoTime(made.graceEndsAt),
      };
    },
  );

  app.delete(
    `${path}/:key_id`,
    {
      config: access('keys:write', { action: 'key.revoke', target: 'key' }),
      schema: { params: ApiKeyParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { keys } = platform.parts;
      await keys.revoke(ownKey(request, keys).id);
      return reply.code(204).send();
    },
  );
}

/** As whom a request is made. */
const callerOf = ({ principal }: FastifyRequest): string => `${principal?.id}`;

function ownKey(request: FastifyRequest, keys: ApiKeyring): ApiKeyRecord {
  const { key_id } = request.params as Static<typeof ApiKeyParams>;
  const record = keys.get(key_id);
  if (record?.principal !== callerOf(request)) throw notFound('API key', key_id);
  return record;
}

/** Nobody makes a key that may do more than the one that he has. */
function requireOwnRights({ principal }: FastifyRequest, scopes: readonly string[] | null): void {
  if (isWithin(scopes, principal?.key?.rights ?? null)) return;
  throw new PlatformError('GW_FORBIDDEN', 403, 'A key can not hand on more than its own scopes: name fewer');
}

function expiryOf({ expires_at, expires_in_days }: Static<typeof CreateApiKeyBody>): number | null {
  const now = Date.now();
  if (typeof expires_in_days === 'number') {
    if (typeof expires_at === 'string') {
      throw invalidField('/expires_in_days', 'and expires_at can not both be given');
    }
    return now + expires_in_days * dayMs;
  }
  if (typeof expires_at !== 'string') return null;
  const at = epochOf(expires_at);
  if (!(at > now)) throw invalidField('/expires_at', 'must be a time in the future, as ISO 8601');
  return at;
}

/** What has no offset is UTC, wherever the gateway runs; NaN for what is no time. */
const epochOf = (text: string): number =>
  /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? Date.parse(`${text}Z`) : Date.parse(text);

function viewOf(record: ApiKeyRecord, keys: ApiKeyring): Static<typeof ApiKeyView> {
  const { expiresAt, graceEndsAt } = record;
  const ends = [expiresAt, graceEndsAt].filter(at => at !== null);
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    key_prefix: record.prefix,
    environment: record.environment,
    scopes: record.scopes ? [...record.scopes] : null,
    rate_limit_rpm: record.rateLimitRpm ?? 60,
    is_active: keys.isActive(record),
    created_at: isoTime(record.createdAt),
    updated_at: isoTime(record.updatedAt),
    expires_at: ends.length > 0 ? isoTime(Math.min(...ends)) : null,
    last_used_at: isoTimeOrNull(record.lastUsedAt),
    last_used_ip: record.lastUsedIp,
  };
}
