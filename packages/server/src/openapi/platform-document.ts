import type { TSchema } from 'typebox';
import type { ApiScope } from '../platform/scopes.ts';
import { exampleOf } from './example.ts';
import { type PlatformOperation, platformOperations, resourceDescriptions } from './platform-operations.ts';

/** A route of the platform API as it was registered. */
export interface PlatformRoute {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly schema: {
    readonly params?: TSchema;
    readonly querystring?: TSchema;
    readonly headers?: TSchema;
    readonly body?: TSchema;
    readonly response?: Readonly<Record<string, TSchema>>;
  };
  /** What an API key must be allowed for it. */
  readonly scopes: readonly ApiScope[];
}

/** First part of an operation's id; what has none is told apart by that. */
const resourceOf = (operation: PlatformOperation | undefined) => operation?.id.split('_')[0] ?? 'unnamed';

const problemType = 'application/problem+json';

/** The paths of the platform API in OpenAPI's words: what routes check and answer, with what the table adds. */
export function platformPaths(prefix: string, routes: readonly PlatformRoute[]) {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const operation = platformOperations[`${route.method} ${route.path}`];
    const path = `${prefix}${route.path}`
      .replace('*', `{${operation?.rest?.name ?? 'rest'}}`)
      .replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, operation) };
  }
  return paths;
}

function describe(route: PlatformRoute, operation: PlatformOperation | undefined) {
  const { schema, scopes } = route;
  const { id, summary, isPublic = false, takes = 'application/json' } = operation ?? {};
  const resource = resourceOf(operation);
  const words = operation?.words ?? resource;
  const example = schema.body && exampleOf(schema.body, { words });
  const parameters = parametersOf(route, operation, words);
  return {
    tags: [tagOf(resource)],
    ...(id ? { operationId: id, summary } : {}),
    ...(scopes.length > 0
      ? { description: `An API key needs ${scopes.map(one => `\`${one}\``).join(' and ')}.` }
      : {}),
    security: isPublic ? [] : [{ basic: [] }, { bearer: scopes }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(schema.body
      ? {
          requestBody: {
            required: true,
            content: { [takes]: { schema: schema.body, ...(example === undefined ? {} : { example }) } },
          },
        }
      : {}),
    responses: { ...successes(route, operation, words), ...refusals(route, operation) },
  };
}

/** The resources that there are. */
export function platformTags(routes: readonly PlatformRoute[]) {
  const resources = routes.map(({ method, path }) => resourceOf(platformOperations[`${method} ${path}`]));
  return [...new Set(resources)].map(resource => ({
    name: tagOf(resource),
    description: resourceDescriptions[resource] ?? '',
  }));
}

/** The tag of a resource: `api-keys` are the clients' `auth`. */
export const tagOf = (resource: string) => `Platform: ${resource === 'auth' ? 'API keys' : resource}`;

function parametersOf(
  { path, schema }: PlatformRoute,
  operation: PlatformOperation | undefined,
  words: string,
) {
  const { rest, headers = {} } = operation ?? {};
  const named = (part: TSchema | undefined) =>
    Object.entries((part as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {});
  const given = new Map(named(schema.params));
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) =>
    parameter('path', name, given.get(name) ?? { type: 'string' }, words, true),
  );
  const restOfPath = rest
    ? [parameter('path', rest.name, { type: 'string', description: rest.description }, words, true)]
    : [];
  const required = new Set((schema.querystring as { required?: string[] } | undefined)?.required);
  const inQuery = named(schema.querystring).map(([name, one]) =>
    parameter('query', name, one, words, required.has(name) && !('default' in one)),
  );
  const inHeader = Object.entries(headers).map(([name, description]) =>
    parameter('header', name, { type: 'string', description }, words, false),
  );
  return [...inPath, ...restOfPath, ...inQuery, ...inHeader];
}

function parameter(place: string, name: string, schema: TSchema, words: string, required: boolean) {
  const { description, ...rest } = schema as TSchema & { description?: string };
  const example = exampleOf(schema, {
    words,
    name: name.toLowerCase().replace(/^x-/, '').replaceAll('-', '_'),
  });
  return {
    name,
    in: place,
    ...(required ? { required } : {}),
    ...(description ? { description } : {}),
    schema: rest,
    ...(example === undefined ? {} : { example }),
  };
}

function successes(
  { schema: { response = {} } }: PlatformRoute,
  operation: PlatformOperation | undefined,
  words: string,
) {
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => {
      const { gives = 'application/json' } = operation ?? {};
      const description = Number(status) === 204 ? 'Done; there is nothing to tell.' : 'Done.';
      if (status === '204') return [status, { description }];
      const example = exampleOf(schema, { words });
      const content = { [gives]: { schema, ...(example === undefined ? {} : { example }) } };
      return [status, { description, content }];
    }),
  );
}

/** What any request may meet, then what follows from what the route takes, then its own. */
function refusals({ method, path, schema }: PlatformRoute, operation: PlatformOperation | undefined) {
  const takesBody = method !== 'GET';
  const isChecked = schema.params ?? schema.querystring ?? schema.body ?? operation?.rest;
  const all: Record<number, string> = {
    400: 'The request is no HTTP as it should be, or its body no JSON.',
    ...(operation?.isPublic
      ? {}
      : { 401: 'Credentials are missing, wrong, expired or revoked.', 403: 'The API key lacks the scope.' }),
    ...(/[:*]/.test(path) ? { 404: 'There is no such thing.' } : {}),
    ...(takesBody ? { 413: 'The body is larger than 10 MB.', 415: 'The body is not declared as JSON.' } : {}),
    ...(isChecked ? { 422: 'Values are not as described: `errors` points at each.' } : {}),
    429: 'Over `rate_limit_rpm` of the key, or over `rate_limiting.api_limit`.',
    503: 'The database is not open, or busy: `Retry-After` says when to ask again.',
    ...operation?.refusals,
  };
  return Object.fromEntries(
    Object.entries(all).map(([status, description]) => [
      status,
      { description, content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } } },
    ]),
  );
}
