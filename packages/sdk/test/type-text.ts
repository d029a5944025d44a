/** What this needs to know of JSON Schema, as TypeBox writes it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly default?: unknown;
}

/** Whether a value is sent or comes back: what has a default may be left out of what is sent. */
export type Direction = 'sent' | 'answered';

const simple: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** The TypeScript type of what a JSON Schema describes. */
export function typeText(schema: Schema, direction: Direction): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(one => typeText(one, direction)))].join(' | ');
  if (schema.allOf) return schema.allOf.map(one => `(${typeText(one, direction)})`).join(' & ');
  const { type } = schema;
  if (Array.isArray(type)) return type.map(one => typeText({ ...schema, type: one }, direction)).join(' | ');
  if (type === 'array') return `Array<${typeText(schema.items ?? {}, direction)}>`;
  if (type === 'object' || schema.properties) return objectText(schema, direction);
  return simple[type as string] ?? 'unknown';
}

function objectText(schema: Schema, direction: Direction): string {
  const { properties = {}, required = [], patternProperties = {}, additionalProperties } = schema;
  const fields = Object.entries(properties).map(([name, field]) => {
    const isOptional = !required.includes(name) || (direction === 'sent' && field.default !== undefined);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const absent = isOptional && direction === 'sent' ? ' | undefined' : '';
    return `${comment(field)}${key}${isOptional ? '?' : ''}: ${typeText(field, direction)}${absent};`;
  });
  if (fields.length > 0) return `{\n${fields.join('\n')}\n}`;
  const [values = typeof additionalProperties === 'object' ? additionalProperties : undefined] =
    Object.values(patternProperties);
  return `Record<string, ${typeText(values ?? {}, direction)}>`;
}

function comment({ description, anyOf = [] }: Schema): string {
  const text = description ?? anyOf.find(one => one.description !== undefined)?.description;
  return text === undefined ? '' : `/** ${text.replaceAll('*/', '*\\/')} */\n`;
}
