import type { JsonObject } from '@gw/mcp-client';

/** A schema put right, and what was done to it. */
export interface CorrectedSchema {
  readonly schema: JsonObject;
  /** One sentence each, with the place as a JSON pointer. Empty: nothing was wrong. */
  readonly changes: readonly string[];
}

/** Words of JSON Schema 2020-12, and those of earlier drafts that still mean what they meant. */
const keywords = new Set(
  `$anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema additionalItems additionalProperties allOf anyOf
  const contains contentEncoding contentMediaType contentSchema default definitions dependencies dependentRequired
  dependentSchemas deprecated description else enum examples exclusiveMaximum exclusiveMinimum format if items
  maxContains maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum multipleOf
  not oneOf pattern patternProperties prefixItems properties propertyNames readOnly required then title type
  unevaluatedItems unevaluatedProperties uniqueItems writeOnly`.split(/\s+/),
);
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const singles =
  'additionalProperties contains else if items not propertyNames then unevaluatedProperties'.split(' ');
const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
/** What people write in place of a type. */
const meant: Readonly<Record<string, string>> = {
  bool: 'boolean',
  date: 'string',
  dict: 'object',
  double: 'number',
  file: 'string',
  float: 'number',
  int: 'integer',
  list: 'array',
  map: 'object',
  str: 'string',
  text: 'string',
  tuple: 'array',
};
/** Deeper ones are left as they are. */
const deepest = 64;

/** Puts right by rule what makes a tool's input schema useless to clients. The schema that is given stays as it is. */
export function correctSchema(given: unknown): CorrectedSchema {
  const correction = new Correction(given);
  const schema = correction.root();
  return { schema, changes: correction.changes };
}

class Correction {
  readonly changes: string[] = [];
  readonly #given: unknown;

  constructor(given: unknown) {
    this.#given = given;
  }

  root(): JsonObject {
    if (!isObject(this.#given)) {
      this.#note('', 'was no object, and takes any arguments now');
      return { type: 'object' };
    }
    const { schema } = this.#schema(this.#given, '');
    if (schema.type === 'object') return schema;
    this.#note('', 'had not the type "object", which arguments have');
    return { ...schema, type: 'object' };
  }

  /** @returns whether the property itself was said to be required, too, as draft 3 has it */
  #schema(given: JsonObject, at: string): { schema: Record<string, unknown>; isRequired: boolean } {
    const schema: Record<string, unknown> = { ...given };
    if (at.split('/').length > deepest) return { schema, isRequired: false };
    this.#draft4(schema, at);
    const isRequired = schema.required === true;
    if (schema.required !== undefined && !Array.isArray(schema.required)) {
      delete schema.required;
      if (!isRequired) this.#note(at, 'had a "required" that is no list');
    }
    this.#reference(schema, at);
    for (const word of Object.keys(schema)) {
      if (keywords.has(word) || word.startsWith('x-')) continue;
      delete schema[word];
      this.#note(at, `had the unknown keyword "${word}"`);
    }
    this.#below(schema, at);
    this.#type(schema, at);
    return { schema, isRequired };
  }

  #draft4(schema: Record<string, unknown>, at: string): void {
    if (/json-schema\.org\/draft-0?[34]/.test(String(schema.$schema))) {
      delete schema.$schema;
      this.#note(at, 'named an old draft as its "$schema"');
    }
    if (typeof schema.id === 'string' && schema.$id === undefined) {
      schema.$id = schema.id;
      delete schema.id;
      this.#note(at, 'had "id" in place of "$id"');
    }
    for (const [exclusive, bound] of [
      ['exclusiveMinimum', 'minimum'],
      ['exclusiveMaximum', 'maximum'],
    ] as const) {
      if (typeof schema[exclusive] !== 'boolean') continue;
      const isExclusive = schema[exclusive] && typeof schema[bound] === 'number';
      if (isExclusive) schema[exclusive] = schema[bound];
      else delete schema[exclusive];
      if (isExclusive) delete schema[bound];
      this.#note(at, `had a "${exclusive}" that is no number`);
    }
  }

  #reference(schema: Record<string, unknown>, at: string): void {
    const { $ref } = schema;
    if ($ref === undefined || (typeof $ref === 'string' && this.#leadsSomewhere($ref))) return;
    delete schema.$ref;
    this.#note(at, `had a "$ref" that leads nowhere`);
  }

  /** What another document holds can't be told from here, and clients don't fetch it. */
  #leadsSomewhere(reference: string): boolean {
    if (reference === '#') return true;
    if (!reference.startsWith('#/')) return false;
    let target = this.#given;
    for (const part of reference.slice(2).split('/')) {
      const key = unescaped(part);
      const isThere = typeof target === 'object' && target !== null && Object.hasOwn(target, key);
      if (!isThere) return false;
      target = (target as Record<string, unknown>)[key];
    }
    return isObject(target) || typeof target === 'boolean';
  }

  #below(schema: Record<string, unknown>, at: string): void {
    const required: string[] = [];
    for (const word of maps) {
      if (schema[word] === undefined) continue;
      if (!isObject(schema[word])) {
        delete schema[word];
        this.#note(at, `had a "${word}" that is no object`);
        continue;
      }
      schema[word] = Object.fromEntries(
        Object.entries(schema[word]).map(([name, value]) => {
          const place = `${at}/${word}/${escaped(name)}`;
          if (!isObject(value)) return [name, this.#odd(value, place)];
          const { schema: below, isRequired } = this.#schema(value, place);
          if (isRequired && word === 'properties') required.push(name);
          return [name, below];
        }),
      );
    }
    if (required.length > 0) {
      schema.required = [...new Set([...((schema.required as unknown[] | undefined) ?? []), ...required])];
      this.#note(at, `had "required" within ${required.join(', ')}`);
    }
    for (const word of lists) {
      const value = schema[word];
      if (!Array.isArray(value)) continue;
      schema[word] = value.map((each, index) => this.#one(each, `${at}/${word}/${index}`));
    }
    for (const word of singles) {
      const value = schema[word];
      if (Array.isArray(value) && word === 'items') {
        schema.prefixItems = value.map((each, index) => this.#one(each, `${at}/items/${index}`));
        delete schema.items;
        this.#note(at, 'had a list as its "items"');
      } else if (value !== undefined) schema[word] = this.#one(value, `${at}/${word}`);
    }
  }

  #one(value: unknown, at: string): unknown {
    return isObject(value) ? this.#schema(value, at).schema : this.#odd(value, at);
  }

  #odd(value: unknown, at: string): unknown {
    if (typeof value === 'boolean') return value;
    this.#note(at, 'was no schema, and takes anything now');
    return {};
  }

  #type(schema: Record<string, unknown>, at: string): void {
    const given = schema.type;
    if (given !== undefined) {
      const all = [given].flat().map(type => meant[String(type).toLowerCase()] ?? String(type).toLowerCase());
      const known = all.filter(type => types.includes(type));
      const type = known.length > 1 ? [...new Set(known)] : known[0];
      if (JSON.stringify(type) === JSON.stringify(given)) return;
      if (type === undefined) delete schema.type;
      else schema.type = type;
      this.#note(at, `had the unknown type ${JSON.stringify(given)?.slice(0, 100)}`);
      if (type !== undefined) return;
    }
    const implied = isObject(schema.properties) ? 'object' : schema.items === undefined ? undefined : 'array';
    if (implied === undefined) return;
    schema.type = implied;
    this.#note(at, `had no type; it is "${implied}" by what it says`);
  }

  #note(at: string, what: string): void {
    this.changes.push(`${at === '' ? 'The schema' : at} ${what}`);
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}
