import type { JsonObject } from '../hub.ts';

/** `value` when it is a JSON object; arrays and null are not. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** A digest's input: equal for equal values, however their keys are ordered. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    const object = asObject(inner);
    if (!object || isRawJson(inner)) return inner;
    return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Whether it stands for a number with more digits than JavaScript has. Node knows it; its types don't yet. */
const isRawJson = (value: unknown): boolean =>
  (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON(value);
