import { isRecord } from './record.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What SWAIG is told of a tool's arguments. */
export interface SwaigParameters {
  /** Schemas by argument name. */
  readonly properties: Record<string, Record<string, unknown>>;
  readonly required: string[];
}

/** References are written out in place, as far as this many schemas: a hostile schema must not grow without end. */
const MAX_SCHEMAS = 2_000;
const COMBINED = ['anyOf', 'oneOf', 'allOf', 'const'];

/**
 * Turns an MCP tool's input schema into SWAIG parameters. Nested objects, arrays, enumerations and
 * limits stay as they are; every argument gets a type and a description; a required argument loses
 * its default; local references are written out, because SWAIG has no place for definitions.
 */
export function swaigParameters(inputSchema: unknown): SwaigParameters {
  const root = isRecord(inputSchema) ? inputSchema : {};
  const names = isRecord(root.properties) ? Object.keys(root.properties) : [];
  const listed: unknown[] = Array.isArray(root.required) ? root.required : [];
  const required = names.filter(name => listed.includes(name));
  const inliner = new ReferenceInliner(root);
  const properties = Object.fromEntries(
    names.map(name => {
      const schema = inliner.inline((root.properties as Schema)[name]);
      return [name, argumentSchema(isRecord(schema) ? schema : {}, required.includes(name))];
    }),
  );
  return { properties, required };
}

function argumentSchema(given: Schema, required: boolean): Record<string, unknown> {
  const schema = withoutNull(given);
  const { type, description, default: fallback, ...rest } = schema;
  const typed = type !== undefined || COMBINED.some(key => key in schema);
  return {
    ...(typed ? type !== undefined && { type } : { type: 'string' }),
    description: typeof description === 'string' ? description : '',
    ...rest,
    ...(fallback !== undefined && !required && { default: fallback }),
  };
}

/** "This or null", as optional arguments of Python servers come: SWAIG says optional by `required` alone. */
function withoutNull(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  if (Array.isArray(anyOf)) {
    const others: unknown[] = anyOf.filter(choice => !(isRecord(choice) && choice.type === 'null'));
    const [only] = others;
    if (others.length === 1 && anyOf.length === 2 && isRecord(only))
      return withoutNullDefault({ ...only, ...rest });
  }
  if (Array.isArray(schema.type)) {
    const types: unknown[] = schema.type.filter(type => type !== 'null');
    if (types.length === 1) return withoutNullDefault({ ...schema, type: types[0] });
  }
  return schema;
}

function withoutNullDefault(schema: Record<string, unknown>): Schema {
  if (schema.default === null) delete schema.default;
  return schema;
}

class ReferenceInliner {
  readonly #root: Schema;
  #left = MAX_SCHEMAS;

  constructor(root: Schema) {
    this.#root = root;
  }

  inline(value: unknown, open: readonly string[] = []): unknown {
    if (Array.isArray(value)) return value.map(item => this.inline(item, open));
    if (!isRecord(value)) return value;
    this.#left -= 1;
    if (this.#left < 0) return { type: 'object' };
    const { $ref: reference, ...rest } = value;
    if (typeof reference !== 'string') return this.#entries(value, open);
    // A schema that holds itself stops at its second appearance.
    if (open.includes(reference)) return { ...this.#entries(rest, open), type: 'object' };
    const target = this.inline(this.#find(reference), [...open, reference]);
    return { ...(isRecord(target) ? target : { type: 'object' }), ...this.#entries(rest, open) };
  }

  #entries(schema: Schema, open: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(schema)
        .filter(([key]) => key !== '$defs' && key !== 'definitions')
        .map(([key, value]) => [key, this.inline(value, open)]),
    );
  }

  #find(reference: string): unknown {
    if (!reference.startsWith('#/')) return undefined;
    let found: unknown = this.#root;
    for (const part of reference.slice(2).split('/')) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    }
    return found;
  }
}
