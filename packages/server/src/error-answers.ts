import type { Logger } from '@gw/mcp-client';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from './errors.ts';
import { unsupportedMediaType } from './json-bodies.ts';

/** The largest body that is taken, in bytes. Source: the wire contract. */
export const maxBodyBytes = 10 * 1024 * 1024;

/**
 * The one place where errors become answers: `{error}`. What nobody foresaw is logged with its cause and shown as
 * `Internal server error`.
 */
export function errorAnswers(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = error instanceof RequestError ? error : refusalByFastify(error);
    if (known) {
      // Fastify would close the connection under a body that is still being sent; the client, who reads after
      // sending, would see a reset and no answer. Node reads on and throws away, within its request time-out.
      if (known.statusCode === 413 || known.statusCode === 415) reply.removeHeader('connection');
      return reply.code(known.statusCode).headers(known.headers).send({ error: known.message });
    }
    logger.error(
      { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error },
      'Request failed unexpectedly',
    );
    return reply.code(500).send({ error: 'Internal server error' });
  };
}

/** Fastify's own refusals of a request, in our words. */
export function refusalByFastify(error: unknown): RequestError | undefined {
  switch ((error as Partial<FastifyError> | undefined)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RequestError('GW_BODY_TOO_LARGE', 413, 'Request body is larger than 10 MB');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType();
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new RequestError('GW_INVALID_REQUEST', 400, 'Request body does not have its Content-Length');
    case 'FST_ERR_BAD_URL':
      return new RequestError('GW_INVALID_REQUEST', 400, 'Malformed URL');
    default:
      return undefined;
  }
}
