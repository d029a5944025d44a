import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import { encodeHeaderValue } from './header-value.ts';

const ANNOTATION = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES: readonly unknown[] = ['string', 'integer', 'boolean'];
/** Keywords that hold schemas by names of anyone's choice. */
const namedKeywords = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];
/** Keywords that hold data, in which the mark has no meaning. */
const dataKeywords = ['const', 'default', 'enum', 'example', 'examples', 'required', ANNOTATION];
/** A schema nested deeper is refused, not walked. */
const MAX_DEPTH = 64;

/** A parameter of a tool that is also sent as a header. */
export interface MirroredParameter {
  /** Name of the header, `Mcp-Param-…`. */
  readonly header: string;
  /** Property names from the top of the arguments to the value. */
  readonly path: readonly string[];
}

/** What a tool's input schema says of headers: which parameters are sent as such, or what is wrong with it. */
export type MirroredParameters =
  | { readonly parameters: readonly MirroredParameter[] }
  | { readonly fault: string };

/**
 * The parameters that a tool's input schema marks by `x-mcp-header`. A mark that breaks a rule is a fault: over HTTP
 * in the 2026 era the tool must not be offered then.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#schema-extension
 */
export function mirroredParameters(inputSchema: unknown): MirroredParameters {
  const found = new Map<string, MirroredParameter>();
  const fault = walkSchema(inputSchema, [], found);
  return fault === undefined ? { parameters: [...found.values()] } : { fault };
}

/** The headers of a call with these arguments. Absent and `null` values have none. */
export function parameterHeaders(
  parameters: readonly MirroredParameter[],
  args: unknown,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { header, path } of parameters) {
    const text = textOf(valueAt(args, path));
    if (text !== undefined) headers[header] = encodeHeaderValue(text);
  }
  return headers;
}

/** Finds the marks that can be reached by `properties` alone; gives the first fault. */
function walkSchema(
  schema: unknown,
  path: readonly string[],
  found: Map<string, MirroredParameter>,
): string | undefined {
  const object = asObject(schema);
  if (!object) return undefined;
  if (path.length > MAX_DEPTH) return `its schema is nested more than ${MAX_DEPTH} levels deep`;
  const fault = Object.hasOwn(object, ANNOTATION) ? takeMark(object, path, found) : undefined;
  if (fault !== undefined) return fault;
  for (const [keyword, value] of Object.entries(object)) {
    if (keyword === 'properties') {
      for (const [name, property] of Object.entries(asObject(value) ?? {})) {
        const nested = walkSchema(property, [...path, name], found);
        if (nested !== undefined) return nested;
      }
    } else if (subschemas(keyword, value).some(subschema => hasMark(subschema, path.length))) {
      return `${ANNOTATION} stands under "${keyword}" of ${placeOf(path)}, and may only be reached by "properties"`;
    }
  }
  return undefined;
}

function takeMark(
  schema: JsonObject,
  path: readonly string[],
  found: Map<string, MirroredParameter>,
): string | undefined {
  const name = schema[ANNOTATION];
  const place = placeOf(path);
  if (path.length === 0) return `${ANNOTATION} stands at the top of the schema`;
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    return `${ANNOTATION} of ${place} is ${JSON.stringify(name)?.slice(0, 100)}, which is no name of a header`;
  }
  if (!TYPES.includes(schema.type))
    return `${ANNOTATION} of ${place} needs the type string, integer or boolean`;
  const key = name.toLowerCase();
  if (found.has(key)) return `${ANNOTATION} "${name}" of ${place} is given twice`;
  found.set(key, { header: `Mcp-Param-${name}`, path });
  return undefined;
}

/** The schemas that a keyword holds: keywords of which nothing is known are taken to hold some. */
function subschemas(keyword: string, value: unknown): readonly unknown[] {
  if (dataKeywords.includes(keyword)) return [];
  if (namedKeywords.includes(keyword)) return Object.values(asObject(value) ?? {});
  return Array.isArray(value) ? value : [value];
}

/** Whether a mark stands anywhere in a schema that "properties" alone doesn't lead to. */
function hasMark(schema: unknown, depth: number): boolean {
  const object = asObject(schema);
  if (!object) return false;
  if (depth > MAX_DEPTH || Object.hasOwn(object, ANNOTATION)) return true;
  return Object.entries(object).some(([keyword, value]) =>
    subschemas(keyword, value).some(subschema => hasMark(subschema, depth + 1)),
  );
}

function valueAt(args: unknown, path: readonly string[]): unknown {
  let value = args;
  for (const name of path) {
    const object = asObject(value);
    value = object && Object.hasOwn(object, name) ? object[name] : undefined;
  }
  return value;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

const placeOf = (path: readonly string[]) =>
  path.length === 0 ? 'the schema' : `parameter "${path.join('.')}"`;
