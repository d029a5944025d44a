import type { JsonObject } from '@gw/mcp-client';
import { pinnedParts } from './pinned-parts.ts';

/** One place in which two definitions of a tool differ. */
export interface ToolDifference {
  /** JSON pointer into the definition. */
  readonly pointer: string;
  /** What stands there in the approved definition; absent: nothing. */
  readonly before?: unknown;
  /** What stands there now; absent: nothing. */
  readonly after?: unknown;
}

/** More are not told of: nobody reads them, and a schema may be huge. */
const maxDifferences = 100;
/** What lies deeper is told of as a whole. */
const maxDepth = 16;

/** Where the pinned parts of two definitions differ, as deep as the difference lies; at most a hundred places. */
export function toolDifferences(before: JsonObject, after: JsonObject): ToolDifference[] {
  const found: ToolDifference[] = [];
  compare('', pinnedParts(before), pinnedParts(after), 0, found);
  return found;
}

function compare(
  pointer: string,
  before: unknown,
  after: unknown,
  depth: number,
  found: ToolDifference[],
): void {
  if (found.length >= maxDifferences) return;
  if (
    depth < maxDepth &&
    isContainer(before) &&
    isContainer(after) &&
    Array.isArray(before) === Array.isArray(after)
  ) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(`${pointer}/${escaped(key)}`, own(before, key), own(after, key), depth + 1, found);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    found.push({
      pointer,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }
}

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const own = (value: Record<string, unknown>, key: string) =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** Source: RFC 6901, section 3. */
const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
