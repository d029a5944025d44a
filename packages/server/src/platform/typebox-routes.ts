import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '@gw/mcp-client';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchemaCompiler,
  FastifyTypeProvider,
  RawServerDefault,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { nestsDeeperThan } from '../json-depth.ts';
import { fieldErrors } from './field-errors.ts';
import { PlatformError } from './problem.ts';

/** Types of routes from their schemas. */
export interface TypeBoxTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: unknown;
}

/** An application whose routes are typed by their TypeBox schemas, and checked against them: 422 with pointers. */
export type PlatformApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypes
>;

const maxDepth = 512;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Makes an application take JSON bodies, and check what routes have schemas for. */
export function useTypeBox(app: FastifyInstance): PlatformApp {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setValidatorCompiler(checkBySchema as FastifySchemaCompiler<unknown>);
  // Schemas of answers are there to describe; views say field by field what is told.
  app.setSerializerCompiler(() => JSON.stringify);
  return app.withTypeProvider<TypeBoxTypes>() as unknown as PlatformApp;
}

function parseBody(body: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
    if (!nestsDeeperThan(maxDepth, text)) return parseJson(text);
  } catch {
    throw new PlatformError('GW_INVALID_REQUEST', 400, 'The body is not JSON');
  }
  throw new PlatformError('GW_INVALID_REQUEST', 400, `The body nests deeper than ${maxDepth} levels`);
}

/** Parameters come as text, and become what their schema says; bodies are refused rather than repaired. */
const checkBySchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  // Compiled when it is first needed: all of them together would take a tenth of a second of each start.
  let compiled: ReturnType<typeof Compile> | undefined;
  const isText = httpPart !== 'body';
  return (given: unknown) => {
    compiled ??= Compile(schema);
    const validator = compiled;
    const value = validator.Default(isText ? validator.Convert({ ...(given as object) }) : given);
    if (validator.Check(value)) return { value };
    const errors = fieldErrors(validator.Errors(value));
    const [first] = errors;
    const where = first?.pointer ? first.pointer.slice(1) : httpPart === 'body' ? 'The body' : 'The request';
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
    const detail = `${where} ${first?.message ?? 'is not as described'}${more}`;
    return { error: new PlatformError('GW_INVALID', 422, detail, { errors }) };
  };
};
