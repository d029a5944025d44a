import { isDeepStrictEqual } from 'node:util';
import Type, { type TSchema } from 'typebox';
import { childPointer } from './json-pointer.ts';
import { type GatewayConfig, GatewayConfigSchema } from './schema/gateway-config.ts';
import { keywordsOf } from './schema/setting.ts';

/** One setting that differs. `before` or `after` is missing where the setting is. */
export interface ConfigChange {
  /** JSON pointer of the setting; of the service where a whole one came or went. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const MASK = '***';

/**
 * What has changed between two configurations, in the order of the settings, fit for a log: secrets and the
 * arguments of commands (where tokens are often passed) read `***`; an empty text stays one, so that one can see
 * whether a secret is set.
 */
export function diffConfig(before: GatewayConfig, after: GatewayConfig): ConfigChange[] {
  return [...changes(GatewayConfigSchema, '', before, after)];
}

function* changes(
  schema: TSchema,
  pointer: string,
  before: unknown,
  after: unknown,
): Generator<ConfigChange> {
  if (isDeepStrictEqual(before, after)) return;
  if (!isObject(before) || !isObject(after)) {
    yield {
      pointer,
      ...(before === undefined ? {} : { before: masked(schema, before) }),
      ...(after === undefined ? {} : { after: masked(schema, after) }),
    };
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    yield* changes(childOf(schema, key), childPointer(pointer, key), before[key], after[key]);
  }
}

function masked(schema: TSchema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => maskedItem(schema, item, index));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, masked(childOf(schema, key), child)]),
    );
  }
  return keywordsOf(schema).secret && value !== '' ? MASK : value;
}

/** The first item of a command is the program, the others are its arguments. */
function maskedItem(schema: TSchema, item: unknown, index: number): unknown {
  return keywordsOf(schema).secretAfterFirst && index > 0 ? MASK : item;
}

function childOf(schema: TSchema, key: string): TSchema {
  if (Type.IsObject(schema)) return schema.properties[key] ?? {};
  if (!Type.IsRecord(schema)) return {};
  const value = Type.RecordValue(schema);
  return keywordsOf(schema).secret ? { ...value, secret: true } : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
