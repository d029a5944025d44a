import type { AuditRecord } from '@gw/store';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import { isoTime, PageOf, pageOf, pageQuery, pageWindow, Time } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField, PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';

const filter = (description: string) => Type.Optional(Type.String({ maxLength: 255, description }));

const Query = Type.Object(
  {
    ...pageQuery,
    principal: filter('Who did it.'),
    action: filter('What was done, such as `key.create`.'),
    target_id: filter('To which thing.'),
    outcome: Type.Optional(Type.Enum(['ok', 'error', 'denied'], { description: 'How it went.' })),
    since: filter('From this time on, ISO 8601.'),
    until: filter('Before this time, ISO 8601.'),
  },
  { additionalProperties: false },
);

const text = Type.String();
const textOrNull = Type.Union([text, Type.Null()]);

const AuditView = Type.Object({
  seq: Type.Integer({ description: 'From 1, without gaps.' }),
  at: Time('When it was done.'),
  principal: text,
  key_id: Type.Union([text, Type.Null()], { description: 'The API key that was used.' }),
  address: textOrNull,
  action: text,
  target_type: textOrNull,
  target_id: textOrNull,
  outcome: text,
  arguments_digest: Type.Union([text, Type.Null()], {
    description: 'SHA-256 of the arguments as JSON, which are not kept themselves.',
  }),
  detail: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  previous_hash: Type.String({ description: 'The hash of the record before.' }),
  hash: Type.String({ description: 'SHA-256 over all of this.' }),
});

/** Who did what; those who are not the owner see what they did themselves. */
export function auditRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/audit',
    { config: access('audit:read'), schema: { querystring: Query, response: { 200: PageOf(AuditView) } } },
    async request => {
      const { principal, action, target_id: targetId, outcome, since, until, ...window } = request.query;
      const { store } = platform.parts;
      const caller = `${request.principal?.id}`;
      if (caller !== 'owner' && principal !== undefined && principal !== caller) {
        throw new PlatformError('GW_FORBIDDEN', 403, 'Only the owner sees what others did');
      }
      // What was answered before is in what is answered now.
      await store.journal.flush();
      const times = { since: epochOf('/since', since), until: epochOf('/until', until) };
      const who = caller === 'owner' ? principal : caller;
      const filters = { principal: who, action, targetId, outcome, ...times };
      return pageOf(await store.audit.list(filters, pageWindow(window)), window, viewOf);
    },
  );
}

function epochOf(pointer: string, time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw invalidField(pointer, 'must be a time as ISO 8601');
  return at;
}

const viewOf = (record: AuditRecord): Static<typeof AuditView> => ({
  seq: record.seq,
  at: isoTime(record.at),
  principal: record.principal,
  key_id: record.keyId,
  address: record.address,
  action: record.action,
  target_type: record.targetType,
  target_id: record.targetId,
  outcome: record.outcome,
  arguments_digest: record.argumentsDigest,
  detail: record.detail ? { ...record.detail } : null,
  previous_hash: record.previousHash,
  hash: record.hash,
});
