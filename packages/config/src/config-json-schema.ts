import Type, { type TSchema } from 'typebox';
import { GatewayConfigSchema } from './schema/gateway-config.ts';
import { keywordsOf } from './schema/setting.ts';

/** JSON Schema, as far as this file writes it. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

const STANDARD = ['type', 'enum', 'pattern', 'minimum', 'exclusiveMinimum', 'maximum', 'minItems'] as const;

/** `${…}` anywhere in a text: what it will be is known when the file is loaded. */
const PLACEHOLDER = '\\$\\{';

/**
 * The JSON Schema (draft 07) of the configuration *file*, for editors: settings with a default may be left out,
 * numbers and booleans may be given as text, `${VAR|default}` may stand in any value.
 */
export function configJsonSchema(): JsonSchema {
  const { properties, ...root } = fileSchema(GatewayConfigSchema) as { properties: object };
  const link = { type: 'string', description: 'Where this JSON Schema is, for editors.' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'MCP gateway configuration',
    ...root,
    properties: { $schema: link, ...properties },
  };
}

function fileSchema(schema: TSchema): JsonSchema {
  if (Type.IsObject(schema)) return objectSchema(schema);
  if (Type.IsRecord(schema)) return recordSchema(schema);
  const { description, default: value } = keywordsOf(schema);
  const about = { description, ...(value === undefined ? {} : { default: value }) };
  if (Type.IsUnion(schema)) return { ...about, anyOf: schema.anyOf.map(fileSchema) };
  if (Type.IsArray(schema)) return { ...about, ...standard(schema), items: fileSchema(schema.items) };
  return { ...about, ...leafSchema(schema) };
}

function objectSchema(schema: Type.TObject): JsonSchema {
  const properties = Object.entries(schema.properties).flatMap(([key, child]) => {
    const { alias } = keywordsOf(child);
    const described = fileSchema(child);
    if (alias === undefined) return [[key, described] as const];
    return [
      [key, described] as const,
      [alias, { ...described, description: `Another name of \`${key}\`.` }] as const,
    ];
  });
  const required = Object.keys(schema.properties).filter(key => mustBeGiven(schema.properties[key]!));
  const { description, oneOf } = keywordsOf(schema);
  return {
    type: 'object',
    description,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(oneOf ? { oneOf: oneOf.map(key => ({ required: [key] })) } : {}),
    properties: Object.fromEntries(properties),
  };
}

function recordSchema(schema: Type.TRecord): JsonSchema {
  return {
    type: 'object',
    description: keywordsOf(schema).description,
    additionalProperties: false,
    patternProperties: { [Type.RecordPattern(schema)]: fileSchema(Type.RecordValue(schema)) },
  };
}

/** What a value may be: the type that is meant, or a text that becomes it. */
function leafSchema(schema: TSchema): JsonSchema {
  const { type, enum: values, spellings } = keywordsOf(schema);
  if (type === 'integer' || type === 'number') {
    return {
      anyOf: [standard(schema), { type: 'string', pattern: `^\\s*[+-]?\\d+(\\.\\d+)?\\s*$|${PLACEHOLDER}` }],
    };
  }
  if (type === 'boolean') {
    return {
      anyOf: [
        standard(schema),
        { type: 'string', pattern: `^\\s*(${anyCase('true')}|${anyCase('false')})\\s*$|${PLACEHOLDER}` },
      ],
    };
  }
  if (values) {
    const others = spellings ? [...values, ...Object.keys(spellings)].map(anyCase) : [];
    const pattern = [...(spellings ? [`^(${others.join('|')})$`] : []), PLACEHOLDER].join('|');
    return { anyOf: [{ enum: [...values] }, { type: 'string', pattern }] };
  }
  return standard(schema);
}

function standard(schema: TSchema): JsonSchema {
  const keywords = keywordsOf(schema);
  return Object.fromEntries(
    STANDARD.flatMap(key => (keywords[key] === undefined ? [] : [[key, keywords[key]]])),
  );
}

/** A setting that has neither a default nor any default below it. */
function mustBeGiven(schema: TSchema): boolean {
  const { default: value, defaultText } = keywordsOf(schema);
  if (Type.IsOptional(schema) || Type.IsRecord(schema) || value !== undefined || defaultText !== undefined)
    return false;
  return Type.IsObject(schema) ? Object.values(schema.properties).some(mustBeGiven) : true;
}

/** JSON Schema has no flag for ignoring case. */
function anyCase(word: string): string {
  return [...word].map(letter => `[${letter.toLowerCase()}${letter.toUpperCase()}]`).join('');
}
