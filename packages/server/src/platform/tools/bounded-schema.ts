import type { JsonObject } from '@gw/mcp-client';
import { isPlainlyLinear, LinearPattern } from './linear-pattern.ts';
import type { MatchBudget } from './match-budget.ts';

/** Keywords that hold schemas by name. */
const byName = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
]);
/** Keywords that hold values, whatever these look like. */
const values = new Set(['const', 'enum', 'default', 'examples']);
const mostNodes = 20_000;

/**
 * A schema that another wrote, such that checking by it takes no longer than the budget allows: patterns are matched
 * by RE2, and each step along a reference is counted. A pattern that RE2 can't match is left out, for its server to
 * check.
 *
 * @throws RangeError for a schema of more than 20,000 parts
 */
export function boundedSchema(schema: JsonObject, budget: MatchBudget): JsonObject {
  let nodes = 0;
  const step = { '~refine': [{ check: () => budget.spend(1), error: () => '' }] };

  const bounded = (part: unknown): unknown => {
    if (++nodes > mostNodes) throw new RangeError('The schema is too large');
    if (Array.isArray(part)) return part.map(bounded);
    return isObject(part) ? boundedObject(part) : part;
  };

  const boundedObject = (part: JsonObject): JsonObject => {
    const { pattern, $ref, ...copy } = Object.fromEntries(
      Object.entries(part)
        .filter(([keyword]) => !keyword.startsWith('~'))
        .map(([keyword, value]) => [keyword, boundedKeyword(keyword, value)]),
    );
    const linear = typeof pattern === 'string' ? LinearPattern.of(pattern, budget) : undefined;
    if (linear) copy.pattern = linear;
    if ($ref !== undefined) {
      const others = Array.isArray(copy.allOf) ? copy.allOf : [];
      copy.allOf = [...others, step, { $ref }];
    }
    if (isObject(copy.patternProperties) && !Object.keys(copy.patternProperties).every(isPlainlyLinear)) {
      for (const keyword of ['patternProperties', 'additionalProperties', 'unevaluatedProperties'])
        delete copy[keyword];
    }
    return copy;
  };

  const boundedKeyword = (keyword: string, value: unknown): unknown => {
    if (values.has(keyword)) return value;
    if (!byName.has(keyword) || !isObject(value)) return bounded(value);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bounded(one)]));
  };

  return boundedObject(schema);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
