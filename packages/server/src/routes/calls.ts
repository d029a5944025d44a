import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../admission.ts';
import type { Answer } from '../call-answer.ts';
import { parseCallRequest } from '../call-request.ts';
import { plainAddress } from '../client-address.ts';
import { abortWhenClientLeaves } from '../client-left.ts';
import { invalidRequest } from '../errors.ts';
import { requireJson } from '../json-bodies.ts';
import { validName } from '../names.ts';
import type { SecurityEvents } from '../security-event.ts';
import type { SharedParts } from '../shared-state.ts';
import type { ToolCall, ToolCalls } from '../tool-calls.ts';

interface CallRoutesOptions {
  readonly calls: ToolCalls;
  readonly admission: Admission;
  readonly shared: SharedParts;
  readonly securityEvent: SecurityEvents;
}

const limit = { setting: 'call_limit', scope: 'call', sessionInBody: true } as const;
const idempotencyKey = /^[\x21-\x7e]{1,255}$/;

/** The tool call. */
export async function callRoutes(
  app: FastifyInstance,
  { calls, admission, shared, securityEvent }: CallRoutesOptions,
): Promise<void> {
  app.post<{ Params: { service: string }; Body: Buffer | undefined }>(
    '/services/:service/call',
    {
      config: { limit, scope: 'tools:execute' },
      onRequest: (request, _reply, done) => {
        validName('service', request.params.service);
        requireJson(request);
        done();
      },
    },
    async (request, reply) => {
      const call: ToolCall = {
        service: request.params.service,
        request: parseCallRequest(request.body),
        requestId: request.id,
        principal: `${request.principal?.id}`,
      };
      const { tool, sessionId } = call.request;
      const key = keyOf(request);
      if (admission.countsSessions) await admission.countSession(limit, request, sessionId);
      securityEvent('tool_call', {
        service: call.service,
        tool,
        session_id: sessionId,
        ip: plainAddress(request.ip),
      });
      if (key === undefined) {
        const { answer } = await calls.run(call, abortWhenClientLeaves(reply));
        return send(reply, answer);
      }
      return runOnce(request, reply, { key, call });
    },
  );

  /**
   * Runs a call with an idempotency key. Its client may leave and come back for the answer, so that leaving doesn't
   * cancel it: a call that was cut could not be told from one that has done its work.
   */
  async function runOnce(
    request: FastifyRequest<{ Body: Buffer | undefined }>,
    reply: FastifyReply,
    { key, call }: { key: string; call: ToolCall },
  ) {
    const principal = `${request.principal?.id}`;
    const fingerprint = hash(
      'sha256',
      `${call.service}\n${JSON.stringify(JSON.parse(String(request.body)))}`,
    );
    const { answer, replayed } = await shared.idempotency.once({ principal, key, fingerprint }, async () => {
      const finished = await calls.run(call, new AbortController().signal);
      return { answer: finished.answer, keep: !finished.notRun };
    });
    if (replayed) {
      shared.metrics.replays.add();
      reply.header('idempotency-replayed', 'true');
    }
    return send(reply, answer);
  }
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !idempotencyKey.test(key)) {
    throw invalidRequest('Invalid Idempotency-Key header: 1 to 255 visible characters are allowed');
  }
  return key;
}

function send(reply: FastifyReply, { statusCode, headers, body }: Answer): FastifyReply {
  if (headers) reply.headers(headers);
  return reply.code(statusCode).type('application/json; charset=utf-8').send(body);
}
