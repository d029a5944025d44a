import type { FastifyReply } from 'fastify';

/**
 * A signal that aborts when the client closes its connection before it has the answer.
 *
 * `request.signal` is no help here: Fastify 5.12 aborts it as soon as a body has been read.
 */
export function abortWhenClientLeaves({ raw }: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  if (raw.destroyed) leaving.abort();
  else {
    raw.once('close', () => {
      if (!raw.writableEnded) leaving.abort();
    });
  }
  return leaving.signal;
}
