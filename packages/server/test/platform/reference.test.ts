import { verifies } from '@gw/test';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformOperations } from '../../src/openapi/platform/operations.ts';
import { routesOf } from '../routes-of.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

interface Described {
  readonly operationId?: string;
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: TSchema;
  readonly example?: unknown;
}
type Content = Readonly<Record<string, { readonly schema?: TSchema; readonly example?: unknown }>>;

let platform: TestPlatform;
let operations: [name: string, operation: Described][];
beforeAll(async () => {
  platform = await startOnSqlite();
  const { paths } = (await platform.gateway.inject({ url: '/openapi.json' })).json() as {
    paths: Record<string, Record<string, Described>>;
  };
  operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    )
    .map(([name, operation]) => [name, operation]);
});
afterAll(() => platform[Symbol.asyncDispose]());

/** Routes that take the rest of a path, which Fastify's tree shows without what is before it. */
const ofRests = new Set(
  Object.entries(platformOperations).flatMap(([route, { rest }]) =>
    rest
      ? [
          route
            .replace(' ', ' /api/v1')
            .replace('*', `{${rest.name}}`)
            .replace(/:(\w+)/g, '{$1}'),
        ]
      : [],
  ),
);

test('every route of the platform API is described, and no other', async () => {
  verifies('api-docs:openapi:complete');
  const described = operations.map(([name]) => name).filter(name => !ofRests.has(name));
  const served = routesOf(platform.gateway.app).filter(route => / \/api\/v1\/.*[^*]$/.test(route));
  expect(described.toSorted()).toEqual(served.toSorted());
  const unnamed = operations.filter(([, { operationId, summary }]) => !operationId || !summary);
  expect(
    unnamed.map(([name]) => name),
    'add them to openapi/platform',
  ).toEqual([]);
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(ids.toSorted()).toEqual(
    Object.values(platformOperations)
      .map(({ id }) => id)
      .toSorted(),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('each operation says what it answers when it is done', () => {
  verifies('api-docs:openapi:answers');
  const silent = operations.filter(([, { responses }]) => {
    const done = Object.entries(responses).filter(([status]) => Number(status) < 400);
    return done.length === 0 || done.some(([status, { content }]) => status !== '204' && !content);
  });
  expect(
    silent.map(([name]) => name),
    'give the route schema.response',
  ).toEqual([]);
});

test('each operation tells its refusals as problem details', () => {
  verifies('api-docs:openapi:refusals');
  for (const [name, { responses }] of operations) {
    const refused = Object.entries(responses).filter(([status]) => Number(status) >= 400);
    expect([name, refused.map(([status]) => status)]).toEqual([
      name,
      expect.arrayContaining(['401', '403', '429', '503']),
    ]);
    for (const [, { content }] of refused) expect(content).toHaveProperty('application/problem+json');
  }
});

const jsonOf = (content: Content | undefined) => [content?.['application/json'] ?? []].flat();

test('every parameter, body and answer has an example that its schema takes', () => {
  verifies('api-docs:openapi:examples');
  const wrong = operations.flatMap(([name, { parameters = [], requestBody, responses }]) => {
    const parts: (readonly [string, { schema?: TSchema; example?: unknown }])[] = [
      ...parameters.map(one => [one.name, one] as const),
      ...jsonOf(requestBody?.content).map(one => ['body', one] as const),
      ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Number(status) < 400 ? jsonOf(content).map(one => [status, one] as const) : [],
      ),
    ];
    return parts
      .filter(([, { schema, example }]) => example === undefined || (schema && !Value.Check(schema, example)))
      .map(([part, { example }]) => `${name} ${part}: ${JSON.stringify(example)}`);
  });
  expect(wrong, 'add the words to vocabulary.ts').toEqual([]);
});
