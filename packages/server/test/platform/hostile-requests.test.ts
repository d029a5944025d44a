import { verifies } from '@gw/test';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onEachDatabase, type TestPlatform } from './test-platform.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

/** Catalogs on the network and repositories. */
const leadsOutside = /\/catalog|\/skills\/import|\/oauth\//;

const nul = '\u0000';
const lone = '\ud800';
const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const texts: Readonly<Record<string, string>> = {
  'a NUL byte': '%00',
  'bytes that are no UTF-8': '%ff%fe',
  'a lone surrogate': '%ed%a0%80',
  'a way out': '..%2f..%2fetc%2fpasswd',
  'the prototype': '__proto__',
  'a constructor': 'constructor',
  'ten thousand letters': 'x'.repeat(10_000),
  'a quote and a comment': "'%20OR%201=1;--",
  'a line break': '%0d%0aX-Evil:%201',
  nothing: '%20',
};

const numbers = ['1e400', '-1', '0', '99999999999999999999', 'NaN', '0x10', '1.5', '%31%00', ''];

const bodies: Readonly<Record<string, readonly [body: string, type?: string]>> = {
  'an empty object': ['{}'],
  null: ['null'],
  'a list': ['[]'],
  'a number': ['1e400'],
  'half of an object': ['{"name":'],
  'a name given twice': ['{"name":"a","name":"b","type":"local","type":"stdio"}'],
  'the prototype': ['{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'],
  'five hundred levels': [deep(500)],
  'a hundred thousand levels': [deep(100_000)],
  'a wrong type': ['{}', 'text/plain'],
  'a type of nobody': ['{}', 'application/\u00ff; charset=\u00ff'],
  'another charset': ['{}', 'application/json; charset=utf-16'],
  'a form': [
    '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\r\n--x',
    'multipart/form-data; boundary=x',
  ],
  'a form without an end': ['--x', 'multipart/form-data'],
};

/** Values that are put in place of each field of an example. */
const values = [
  nul,
  lone,
  'x'.repeat(200_000),
  -1,
  1e308,
  2 ** 53,
  [],
  {},
  null,
  true,
  '',
  { $ref: '#' },
  [[[[]]]],
];

type DescribedRoute = { readonly method: string; readonly path: string; readonly operation: Operation };

/** What is asked: a platform with a thing of some kinds, whose ids are in the requests. */
class Target implements AsyncDisposable {
  readonly #platform: TestPlatform;
  readonly #authorization: string;
  readonly #ids: Readonly<Record<string, string>>;
  readonly operations: readonly DescribedRoute[];

  private constructor(
    platform: TestPlatform,
    key: string,
    ids: Readonly<Record<string, string>>,
    operations: readonly DescribedRoute[],
  ) {
    this.#platform = platform;
    // Keys can't have commands run.
    this.#authorization = `Bearer ${key}`;
    this.#ids = ids;
    this.operations = operations;
  }

  static async of(platform: TestPlatform): Promise<Target> {
    const made = async (path: string, body: object) => (await platform.ask('POST', path, { body })).json.id;
    const key = await platform.key({ rate_limit_rpm: 1_000_000 });
    const server_id = await made('/servers', { name: 'kept', type: 'local' });
    const ids = {
      server_id,
      tool_id: await made(`/servers/${server_id}/tools`, { name: 'look' }),
      session_id: await made('/sessions', {}),
      key_id: await made('/users/me/api-keys', { name: 'spare' }),
    };
    const { paths } = (await platform.gateway.inject({ url: '/openapi.json' })).json() as {
      paths: Record<string, Record<string, Operation>>;
    };
    const operations = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/') && !leadsOutside.test(path))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
      )
      // What is removed can't be asked.
      .sort((one, other) => Number(one.method === 'delete') - Number(other.method === 'delete'));
    return new Target(platform, key, ids, operations);
  }

  /** A request that a route would take, by its examples; `hostile` stands in place of its parameters. */
  request({ method, path, operation }: DescribedRoute, hostile?: string): InjectOptions {
    const { parameters = [] } = operation;
    const text = (one: Parameter) =>
      hostile ?? encodeURIComponent(this.#ids[one.name] ?? String(one.example));
    const inPath = parameters.filter(one => one.in === 'path');
    const url = inPath.reduce((all, one) => all.replace(`{${one.name}}`, () => text(one)), path);
    const query = parameters.filter(one => one.in === 'query').map(one => `${one.name}=${text(one)}`);
    return { method: method as 'get', url: query.length > 0 ? `${url}?${query.join('&')}` : url };
  }

  /** Fails on a 500; 502 to 504 tell of others. */
  async expectNoFault(requests: readonly (readonly [what: string, request: InjectOptions])[]): Promise<void> {
    const faults: string[] = [];
    for (const [what, request] of requests) {
      const headers = { authorization: this.#authorization, ...request.headers };
      const { statusCode } = await this.#platform.gateway.app.inject({ ...request, headers });
      if (statusCode === 500) faults.push(`${request.method} ${what}`);
    }
    const { logged } = this.#platform.gateway;
    const causes = logged.filter(({ message }) => message === 'Request failed unexpectedly');
    const stacks = causes.map(({ fields }) => (fields as { err?: Error }).err?.stack);
    expect(faults, stacks.slice(0, 3).join('\n')).toEqual([]);
  }

  [Symbol.asyncDispose]() {
    return this.#platform[Symbol.asyncDispose]();
  }
}

onEachDatabase(start => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.of(await start());
  });
  afterAll(() => target[Symbol.asyncDispose]());

  describe('no fault comes of', { timeout: 120_000 }, () => {
    test.each(Object.entries(texts))('%s in a path or query', async (_what, text) => {
      verifies('api-docs:hostile:no-5xx');
      await target.expectNoFault(target.operations.map(one => [one.path, target.request(one, text)]));
    });

    test.each(numbers)('the number "%s" in a query', async number => {
      verifies('api-docs:hostile:no-5xx');
      const reading = target.operations.filter(({ method }) => method === 'get');
      await target.expectNoFault(reading.map(one => [one.path, target.request(one, number)]));
    });

    test.each(Object.entries(bodies))('%s as a body', async (_what, [payload, type = 'application/json']) => {
      verifies('api-docs:hostile:no-5xx');
      const writing = target.operations.filter(({ method }) => method !== 'get');
      const headers = { 'content-type': type };
      await target.expectNoFault(
        writing.map(one => [one.path, { ...target.request(one), payload, headers }]),
      );
    });

    test.each(values.map((value, at) => [JSON.stringify(value).slice(0, 20), at] as const))(
      '%s in place of each field',
      async (_what, at) => {
        verifies('api-docs:hostile:no-5xx');
        const requests = target.operations.flatMap(one => {
          const example = one.operation.requestBody?.content['application/json']?.example as
            | object
            | undefined;
          return Object.keys(example ?? {}).map(
            field =>
              [
                `${one.path} ${field}`,
                { ...target.request(one), payload: { ...example, [field]: values[at] } },
              ] as const,
          );
        });
        await target.expectNoFault(requests);
      },
    );
  });
});
