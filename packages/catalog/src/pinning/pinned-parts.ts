import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@gw/mcp-client';

/** What of a tool a model or its caller goes by; icons, `_meta` and unknown fields may change. */
const pinned = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;

/** The parts of a tool's definition that are pinned. */
export function pinnedParts(definition: JsonObject): JsonObject {
  const present = pinned.filter(part => definition[part] !== undefined);
  return Object.fromEntries(present.map(part => [part, definition[part]]));
}

/** Whether two definitions are the same to those who call the tool; the order of keys doesn't count. */
export const isSamePinned = (one: JsonObject, other: JsonObject): boolean =>
  one === other || isDeepStrictEqual(pinnedParts(one), pinnedParts(other));
