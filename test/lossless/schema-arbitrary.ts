import fc from 'fast-check';
import type { Json } from './exact-json.ts';
import { nastyJson, nastyNumber, nastyString, objectOf, unknownMembers } from './nasty-json.ts';

/** What is used of JSON Schema by the specification's schemas. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/**
 * Values that a schema describes, with members that it doesn't know in every object at every level: those are what a
 * gateway that decodes and builds again would lose. Formats, patterns and bounds are left out: what passes a message
 * on doesn't look at them.
 *
 * @param members arbitraries for members of the outermost object, in place of the schema's own
 */
export function arbitraryOf(
  schema: JsonSchema,
  members: Readonly<Record<string, fc.Arbitrary<Json> | undefined>> = {},
): fc.Arbitrary<Json> {
  return arbitraryWithin(schema, schema.$defs ?? {}, members, 0);
}

const deepest = 12;

function arbitraryWithin(
  schema: JsonSchema,
  defs: Readonly<Record<string, JsonSchema>>,
  members: Readonly<Record<string, fc.Arbitrary<Json> | undefined>>,
  depth: number,
): fc.Arbitrary<Json> {
  const within = (inner: JsonSchema) => arbitraryWithin(inner, defs, {}, depth + 1);
  if (depth > deepest) return fc.constant(null);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.$ref !== undefined) return within(defs[schema.$ref.replace('#/$defs/', '')] ?? {});
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(choice => arbitraryWithin(choice, defs, members, depth + 1)));
  switch (schema.type) {
    case 'string':
      return nastyString;
    case 'number':
    case 'integer':
      return nastyNumber;
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(schema.items ? within(schema.items) : nastyJson, { maxLength: 2 });
    case 'object':
      return objectLike(schema, members, within);
    default:
      return nastyJson;
  }
}

function objectLike(
  { properties = {}, required = [] }: JsonSchema,
  members: Readonly<Record<string, fc.Arbitrary<Json> | undefined>>,
  within: (schema: JsonSchema) => fc.Arbitrary<Json>,
): fc.Arbitrary<Json> {
  const names = [...new Set([...Object.keys(properties), ...Object.keys(members)])];
  const known = names.map(name => {
    if (Object.hasOwn(members, name)) return members[name]?.map(value => [name, value] as const);
    const value = within(properties[name] ?? {}).map(inner => [name, inner] as const);
    return required.includes(name) ? value : fc.option(value, { nil: undefined });
  });
  return fc
    .tuple(unknownMembers, ...known.filter(member => member !== undefined))
    .map(([unknown, ...present]) => {
      const entries = present.filter(entry => entry !== undefined);
      // What the schema knows wins over an unknown member that happens to have its name, present or not.
      return objectOf([...unknown.filter(([key]) => !names.includes(key)), ...entries]);
    });
}
