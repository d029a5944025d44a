import type { TObject, TSchema } from 'typebox';
import type { ConfigIssue } from './errors.ts';
import { expectation } from './expectation.ts';
import { childPointer } from './json-pointer.ts';
import { nearestKey, placesOf } from './known-keys.ts';
import { keywordsOf } from './schema/setting.ts';
import { type Env, lookUp, substitute } from './substitute.ts';

/** A setting that an issue is about. */
export interface IssueSubject {
  readonly schema: TSchema;
  readonly pointer: string;
  readonly secret: boolean;
}

const LONGEST_SHOWN = 100;

/** A value that is not what the schema means; `why` goes on after what was expected. */
export function refusedValue(
  { schema, pointer, secret }: IssueSubject,
  written: unknown,
  why = '',
): ConfigIssue {
  const bare = typeof written === 'number' || typeof written === 'boolean';
  const unquoted = bare && keywordsOf(schema).type === 'string';
  const expected = unquoted ? 'a text' : expectation(schema);
  const message = `must be ${expected}${unquoted ? ': put it in quotes' : why}`;
  return { pointer, message, ...shown(written, secret), expected };
}

/** Which variables a refused value came from; what they hold may be a secret, whatever the setting is. */
export function variablesBehind(written: unknown, env: Env): string {
  if (typeof written !== 'string') return '';
  const names = [...new Set(substitute(written, env).variables)];
  const empty = names.filter(name => lookUp(env, name) === '');
  if (empty.length > 0) return `; set, but empty: ${empty.join(', ')}`;
  return names.length > 0 ? `, which it is not with what ${names.join(', ')} stands for` : '';
}

/** A variable that is not set and has no default. */
export function unsetVariable({ pointer, secret }: IssueSubject, name: string, written: string): ConfigIssue {
  const message = /^[A-Za-z_]\w*$/.test(name)
    ? `needs the environment variable ${name}, which is not set: set it, or write \${${name}|default}`
    : `needs the environment variable ${JSON.stringify(name)}, which is not set: defaults are written \${NAME|default}`;
  return { pointer, message, ...shown(written, secret), expected: `a value for ${name}` };
}

/** A setting that has no default and was left out. */
export function missingSetting({ schema, pointer }: IssueSubject): ConfigIssue {
  const expected = expectation(schema);
  return { pointer, message: `is missing; it must be ${expected}`, expected };
}

/** A name of the operator's choice that can't be chosen. */
export function refusedName({ schema, pointer }: IssueSubject): ConfigIssue {
  const expected = keywordsOf(schema).expected ?? 'another name';
  return { pointer, message: `must be named otherwise: ${expected}`, expected };
}

/** Warns of a key that the schema doesn't have; its value isn't shown, it may be a secret with a slip in its name. */
export function unknownKey(parent: string, key: string, schema: TObject, root: TSchema): ConfigIssue {
  const pointer = childPointer(parent, key);
  const message = 'is not a known setting and has no effect';
  const nearest = nearestKey(key, Object.keys(schema.properties));
  if (nearest !== undefined)
    return { pointer, message: `${message}; did you mean "${nearest}"?`, expected: nearest };
  const [place] = placesOf(key, root);
  return { pointer, message: place === undefined ? message : `${message}; it belongs at ${place}` };
}

/** Warns of a setting that another one overrules. */
export function overruled(pointer: string, by: string): ConfigIssue {
  return { pointer, message: `has no effect: ${by} says otherwise` };
}

/** The value for an issue: never a secret, never more than a line. */
function shown(value: unknown, secret: boolean): { value?: unknown } {
  if (secret || value === undefined || (typeof value === 'object' && value !== null)) return {};
  if (typeof value !== 'string' || value.length <= LONGEST_SHOWN) return { value };
  return { value: `${value.slice(0, LONGEST_SHOWN)}…` };
}
