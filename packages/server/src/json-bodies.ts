import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from './errors.ts';

/** `application/json` and its relatives, such as `application/vnd.api+json`. */
const jsonType = /^\s*[\w.-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Takes bodies as the bytes that they are: routes parse them, because what is wrong with one is told in the
 * contract's order and words. Routes without a use for a body ignore it, whatever it is.
 */
export function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

/**
 * Refuses, unread, a body that is declared as something else than JSON. One without a declaration is let through.
 *
 * @throws RequestError 415
 */
export function requireJson({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type === undefined || jsonType.test(type)) return;
  throw unsupportedMediaType();
}

/** The refusal of a body that isn't declared as JSON. */
export const unsupportedMediaType = () =>
  new RequestError(
    'GW_UNSUPPORTED_MEDIA_TYPE',
    415,
    'Unsupported content type; send the body as application/json',
  );
