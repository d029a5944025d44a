import type { TSchema } from 'typebox';
import { exampleOf } from '../example.ts';
import type { DescribedRoute } from './route.ts';

/** The parameters of a route, and its body, in OpenAPI's words. */
export function parametersOf({ path, schema, operation, words }: DescribedRoute) {
  const { rest, headers = {} } = operation;
  const given = new Map(fieldsOf(schema.params));
  const required = new Set((schema.querystring as { required?: string[] } | undefined)?.required);
  return [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) =>
      parameter({ in: 'path', name, required: true }, given.get(name) ?? { type: 'string' }, words),
    ),
    ...(rest
      ? [parameter({ in: 'path', name: rest.name, required: true }, textOf(rest.description), words)]
      : []),
    ...fieldsOf(schema.querystring).map(([name, one]) =>
      parameter({ in: 'query', name, required: required.has(name) && !('default' in one) }, one, words),
    ),
    ...Object.entries(headers).map(([name, description]) =>
      parameter({ in: 'header', name, required: false }, textOf(description), words),
    ),
  ];
}

/** What a route takes as its body; undefined where it takes none. */
export function bodyOf({ schema: { body }, operation, words }: DescribedRoute) {
  const { takes } = operation;
  if (!body) return takes ? { required: true, content: { [takes]: { schema: {} } } } : undefined;
  const example = operation.example ?? exampleOf(body, { words });
  const isShown = example !== undefined && takes === undefined;
  return {
    required: true,
    content: { [takes ?? 'application/json']: { schema: body, ...(isShown ? { example } : {}) } },
  };
}

const fieldsOf = (part: TSchema | undefined) =>
  Object.entries((part as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {});

const textOf = (description: string): TSchema => ({ type: 'string', description });

interface Place {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required: boolean;
}

function parameter({ required, ...place }: Place, schema: TSchema, words: string) {
  const { description, ...rest } = schema as TSchema & { description?: string };
  const name = place.name.toLowerCase().replace(/^x-/, '').replaceAll('-', '_');
  const example = exampleOf(schema, { words, name });
  return {
    ...place,
    ...(required ? { required } : {}),
    ...(description ? { description } : {}),
    schema: rest,
    ...(example === undefined ? {} : { example }),
  };
}
