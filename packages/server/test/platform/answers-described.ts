import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import type { TestGateway } from '../test-gateway.ts';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: TSchema }>> }>
  >;
}

/** What `/openapi.json` says that answers look like. */
export class AnswersDescribed {
  readonly #operations: readonly { method: string; path: RegExp; literals: number; operation: Operation }[];

  private constructor(paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>) {
    this.#operations = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replace(/\{key\}|\{file_path\}/, '.+').replace(/\{\w+\}/g, '[^/]+')}$`),
        literals: path.replace(/\{\w+\}/g, '').length,
        operation,
      })),
    );
  }

  static async by(gateway: TestGateway): Promise<AnswersDescribed> {
    return new AnswersDescribed((await gateway.inject({ url: '/openapi.json' })).json().paths);
  }

  /** Fails the test over an answer that isn't described; faults, and what no operation takes, are not looked at. */
  expect(method: string, url: string, status: number, json: unknown): void {
    const [path = ''] = url.split('?');
    const [found] = this.#operations
      .filter(one => one.method === method && one.path.test(path))
      .sort((one, other) => other.literals - one.literals);
    if (!found || status === 500) return;
    const { responses } = found.operation;
    const place = `${method} ${path}`;
    expect(Object.keys(responses), `statuses of ${place}`).toContain(`${status}`);
    const schema = responses[status]?.content?.['application/json']?.schema;
    if (!schema) return;
    expect(unknownFields(schema, json), `fields of ${place} that are not described`).toEqual([]);
    expect([...Value.Errors(schema, json)], `answer of ${place}`).toEqual([]);
  }
}

/** Fields that objects of the answer have, and their schemas don't: `items.0.secret`. */
function unknownFields(schema: TSchema, value: unknown, place = ''): string[] {
  const { properties, items, anyOf } = schema as {
    properties?: Record<string, TSchema>;
    items?: TSchema;
    anyOf?: TSchema[];
  };
  if (anyOf) {
    const form = anyOf.find(one => Value.Check(one, value));
    return form ? unknownFields(form, value, place) : [];
  }
  if (Array.isArray(value)) {
    return items ? value.flatMap((item, at) => unknownFields(items, item, `${place}${at}.`)) : [];
  }
  if (!properties || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    properties[name] ? unknownFields(properties[name], field, `${place}${name}.`) : [place + name],
  );
}
