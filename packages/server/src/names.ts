import { invalidRequest } from './errors.ts';

interface NameRule {
  /** As the contract's texts call it. */
  readonly what: 'service name' | 'tool name' | 'session ID';
  readonly maxLength: number;
  readonly pattern: RegExp;
}

const rules = {
  service: { what: 'service name', maxLength: 64, pattern: /^[a-zA-Z0-9_-]+$/ },
  tool: { what: 'tool name', maxLength: 64, pattern: /^[a-zA-Z0-9_-]+$/ },
  session: { what: 'session ID', maxLength: 128, pattern: /^[a-zA-Z0-9_.-]+$/ },
} as const satisfies Record<string, NameRule>;

/**
 * Gives back a name that the contract allows.
 *
 * @throws RequestError 400: `Invalid … length` or `… contains invalid characters`
 */
export function validName(kind: keyof typeof rules, name: unknown): string {
  const { what, maxLength, pattern }: NameRule = rules[kind];
  if (typeof name === 'string' && (name === '' || isLongerThan(maxLength, name))) {
    throw invalidRequest(`Invalid ${what} length`);
  }
  if (typeof name !== 'string' || !pattern.test(name)) {
    throw invalidRequest(`${what[0]?.toUpperCase()}${what.slice(1)} contains invalid characters`);
  }
  return name;
}

/** Counts characters, as the contract does, and not UTF-16 units. */
function isLongerThan(maxLength: number, name: string): boolean {
  if (name.length <= maxLength) return false;
  return name.length > 2 * maxLength || [...name].length > maxLength;
}
