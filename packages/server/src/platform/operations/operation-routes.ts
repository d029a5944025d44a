import { Readable } from 'node:stream';
import type { OperationRecord } from '@gw/store';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { access } from '../access.ts';
import { isoTime, isoTimeOrNull, Time, Uuid } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import { notFound } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';

const OperationParams = Type.Object({ operation_id: Uuid('The id of the operation.') });

const nullable = <Schema extends Type.TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const AnyObject = Type.Record(Type.String(), Type.Unknown());

const OperationView = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: '`catalog-import`…' }),
  status: Type.Enum(['running', 'done', 'failed']),
  subject_id: nullable(Type.String(), 'What it is about: the id of a server, as a rule.'),
  progress: nullable(AnyObject, 'How far it is: `step`, and what else there is to tell.'),
  result: nullable(AnyObject, 'What has become of it.'),
  error: nullable(Type.String(), 'Why it failed.'),
  created_at: Time('When it began.'),
  updated_at: Time('When it was last heard of.'),
  finished_at: nullable(Type.String(), 'When it ended.'),
});

/** Work that goes on after its request was answered. */
export function operationRoutes(app: PlatformApp, platform: PlatformHost): void {
  const path = '/operations/:operation_id';
  const schema = { params: OperationParams, response: { 200: OperationView } };

  app.get(path, { config: access('servers:read'), schema }, async (request, reply) => {
    const { operations } = platform.parts;
    const record = await own(request, platform);
    if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) return operationView(record);
    const signal = AbortSignal.any([abortWhenClientLeaves(reply), platform.ending]);
    const events = eventsOf(operations.watch(record.id, signal));
    return reply.type('text/event-stream').header('cache-control', 'no-store').send(Readable.from(events));
  });

  app.delete(
    path,
    { config: access('servers:write', { action: 'operation.cancel', target: 'operation' }), schema },
    async request => {
      const { id } = await own(request, platform);
      return operationView(await platform.parts.operations.cancel(id));
    },
  );
}

/** Each change as an event named `operation`; the last one tells how it ended. */
async function* eventsOf(records: AsyncIterable<OperationRecord>): AsyncGenerator<string> {
  for await (const record of records) {
    yield `event: operation\ndata: ${JSON.stringify(operationView(record))}\n\n`;
  }
}

async function own(request: FastifyRequest, { parts }: PlatformHost): Promise<OperationRecord> {
  const { operation_id } = request.params as Static<typeof OperationParams>;
  const record = await parts.operations.get(operation_id);
  if (record.principal === request.principal?.id) return record;
  throw notFound('operation', operation_id);
}

/** An operation as the wire has it. */
const operationView = (record: OperationRecord): Static<typeof OperationView> => ({
  id: record.id,
  kind: record.kind,
  status: record.status,
  subject_id: record.subjectId,
  progress: record.progress && { ...record.progress },
  result: record.result && { ...record.result },
  error: record.error,
  created_at: isoTime(record.createdAt),
  updated_at: isoTime(record.updatedAt),
  finished_at: isoTimeOrNull(record.finishedAt),
});
