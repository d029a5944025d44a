import { resolve } from 'node:path';
import Type, { type TObject, type TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { convertText } from './convert-text.ts';
import type { ConfigIssue } from './errors.ts';
import { expectation } from './expectation.ts';
import { childPointer } from './json-pointer.ts';
import { nearestKey, placesOf } from './known-keys.ts';
import { keywordsOf, namePattern } from './schema/setting.ts';
import { type Env, lookUp, substitute } from './substitute.ts';

/** A part of the file, and where it stands. An object may be given by two of them (`sandbox_config`). */
interface Given {
  readonly value: unknown;
  readonly pointer: string;
}

interface Setting {
  readonly schema: TSchema;
  readonly pointer: string;
  /** None where the file leaves the setting out; the first wins. */
  readonly given: readonly Given[];
  readonly secret: boolean;
}

const LONGEST_SHOWN = 100;

/**
 * Reads a parsed file along a schema: replaces variables, converts texts, fills defaults, checks. Only what the
 * schema knows is looked at and copied, so depth, size and odd keys of the rest don't matter. What is wrong
 * becomes an issue and is left out of the result.
 */
export class SettingReader {
  readonly issues: ConfigIssue[] = [];
  readonly warnings: ConfigIssue[] = [];
  readonly #root: TSchema;
  readonly #env: Env;
  readonly #cwd: string;

  constructor(schema: TSchema, { env, cwd }: { readonly env: Env; readonly cwd: string }) {
    this.#root = schema;
    this.#env = env;
    this.#cwd = cwd;
  }

  read(value: unknown): unknown {
    return this.#read({ schema: this.#root, pointer: '', given: [{ value, pointer: '' }], secret: false });
  }

  #read(setting: Setting): unknown {
    const { schema, given } = setting;
    if (Type.IsObject(schema)) {
      return given.length === 0 && Type.IsOptional(schema) ? undefined : this.#object(schema, setting);
    }
    if (Type.IsRecord(schema)) return this.#record(schema, setting);
    if (Type.IsArray(schema)) return this.#list(schema, setting);
    return this.#leaf(setting);
  }

  #object(schema: TObject, { given, pointer, secret }: Setting): Record<string, unknown> | undefined {
    const objects = given.filter(one => this.#isObject(schema, one));
    if (given.length > 0 && objects.length === 0) return undefined;
    const aliases = new Map(
      Object.entries(schema.properties).map(([key, child]) => [key, keywordsOf(child).alias] as const),
    );
    for (const one of objects) this.#warnOfUnknown(one, schema, [...aliases.keys(), ...aliases.values()]);
    this.#warnOfConflicts(objects);
    const entries = Object.entries(schema.properties).map(([key, child]) => {
      const spelled = [key, aliases.get(key)].filter(name => name !== undefined);
      const found = objects.flatMap(one => spelled.flatMap(name => member(one, name)));
      const own = found[0]?.pointer ?? childPointer(pointer, key);
      const setting = { schema: child, pointer: own, given: found, secret: secret || isSecret(child) };
      return [key, this.#read(setting)] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #record(schema: Type.TRecord, { given: [given], secret }: Setting): Record<string, unknown> | undefined {
    // Without a prototype, looking up `constructor` finds no service.
    const result: Record<string, unknown> = Object.create(null);
    if (!given) return result;
    if (!this.#isObject(schema, given)) return undefined;
    const pattern = namePattern(schema);
    for (const [name, value] of Object.entries(given.value)) {
      const pointer = childPointer(given.pointer, name);
      if (name === '__proto__' || !pattern.test(name)) {
        const expected = keywordsOf(schema).expected ?? 'a name';
        this.issues.push({ pointer, message: `must be named otherwise: ${expected}`, expected });
        continue;
      }
      const child = Type.RecordValue(schema);
      const read = this.#read({ schema: child, pointer, given: [{ value, pointer }], secret });
      if (read !== undefined) result[name] = read;
    }
    return result;
  }

  #list(schema: Type.TArray, setting: Setting): unknown {
    const [given] = setting.given;
    if (!given) return this.#default(setting);
    const { minItems = 0 } = keywordsOf(schema);
    if (!Array.isArray(given.value) || given.value.length < minItems) {
      this.#refuse(setting, given.value);
      return undefined;
    }
    return given.value
      .map((value, index) => {
        const pointer = childPointer(given.pointer, index);
        return this.#read({
          schema: schema.items,
          pointer,
          given: [{ value, pointer }],
          secret: setting.secret,
        });
      })
      .filter(item => item !== undefined);
  }

  #leaf(setting: Setting): unknown {
    const { env: variable, default: fallback, path } = keywordsOf(setting.schema);
    const [given] = setting.given;
    const value = given && this.#substituted(setting, given.value);
    if (given && value === undefined) return undefined;
    if (value !== undefined && !(value === '' && (variable !== undefined || path))) {
      return this.#checked(setting, value, given?.value);
    }
    const fromEnv = variable === undefined ? undefined : lookUp(this.#env, variable);
    if (fromEnv) {
      return this.#checked(setting, fromEnv, fromEnv, ` (the environment variable ${variable} gives it)`);
    }
    // An address or port that is there but empty is a mistake, more likely than a wish for the default.
    if (value === '' && variable !== undefined && fallback !== '') {
      return this.#checked(setting, '', given?.value, `; it is empty, and so is ${variable}`);
    }
    return this.#default(setting);
  }

  /** The value with its variables replaced; `undefined` when one of them has no value. */
  #substituted({ pointer, secret }: Setting, value: unknown): unknown {
    if (typeof value !== 'string') return value;
    const { text, unset } = substitute(value, this.#env);
    for (const name of unset) {
      const known = /^[A-Za-z_]\w*$/.test(name);
      this.issues.push({
        pointer,
        message: known
          ? `needs the environment variable ${name}, which is not set: set it, or write \${${name}|default}`
          : `needs the environment variable ${JSON.stringify(name)}, which is not set: defaults are written \${NAME|default}`,
        ...shown(value, secret),
        expected: `a value for ${name}`,
      });
    }
    return unset.length > 0 ? undefined : text;
  }

  #checked(setting: Setting, value: unknown, written: unknown, why = ''): unknown {
    const converted = convertText(setting.schema, value);
    if (Check(setting.schema, converted)) {
      return keywordsOf(setting.schema).path ? resolve(this.#cwd, String(converted)) : converted;
    }
    this.#refuse(setting, written, why || this.#whence(written));
    return undefined;
  }

  /** Which variables a refused value came from; what they hold may be a secret, whatever the setting is. */
  #whence(written: unknown): string {
    if (typeof written !== 'string') return '';
    const { variables } = substitute(written, this.#env);
    if (variables.length === 0) return '';
    const empty = variables.filter(name => lookUp(this.#env, name) === '');
    const verb = empty.length === 1 ? 'is' : 'are';
    return empty.length > 0
      ? `; ${empty.join(', ')} ${verb} set, but empty`
      : ` once ${variables.join(', ')} is filled in`;
  }

  #refuse({ schema, pointer, secret }: Setting, written: unknown, why = ''): void {
    const unquoted =
      (typeof written === 'number' || typeof written === 'boolean') && keywordsOf(schema).type === 'string';
    const expected = unquoted ? 'a text' : expectation(schema);
    const hint = unquoted ? ': put it in quotes' : why;
    this.issues.push({ pointer, message: `must be ${expected}${hint}`, ...shown(written, secret), expected });
  }

  #default({ schema, pointer }: Setting): unknown {
    const { default: value, defaultText } = keywordsOf(schema);
    if (value === undefined && defaultText === undefined && !Type.IsOptional(schema)) {
      this.issues.push({
        pointer,
        message: `is missing; it must be ${expectation(schema)}`,
        expected: expectation(schema),
      });
    }
    return structuredClone(value);
  }

  #isObject(schema: TSchema, given: Given): given is Given & { value: Record<string, unknown> } {
    const { value, pointer } = given;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
    this.#refuse({ schema, pointer, given: [given], secret: isSecret(schema) }, value);
    return false;
  }

  #warnOfUnknown(
    { value, pointer }: Given & { value: object },
    schema: TObject,
    known: (string | undefined)[],
  ): void {
    const names = known.filter(name => name !== undefined);
    for (const key of Object.keys(value).filter(key => !names.includes(key))) {
      const nearest = nearestKey(key, Object.keys(schema.properties));
      const [place] = nearest === undefined ? placesOf(key, this.#root) : [];
      const guess = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
      this.warnings.push({
        pointer: childPointer(pointer, key),
        message: `is not a known setting and has no effect${place === undefined ? guess : `; it belongs at ${place}`}`,
        ...(nearest === undefined ? {} : { expected: nearest }),
      });
    }
  }

  #warnOfConflicts([first, second]: readonly (Given & { value: Record<string, unknown> })[]): void {
    if (!first || !second) return;
    for (const key of Object.keys(second.value)) {
      if (!Object.hasOwn(first.value, key) || first.value[key] === second.value[key]) continue;
      const pointer = childPointer(second.pointer, key);
      this.warnings.push({
        pointer,
        message: `has no effect: ${childPointer(first.pointer, key)} says otherwise`,
      });
    }
  }
}

function member({ value, pointer }: Given & { value: Record<string, unknown> }, key: string): Given[] {
  return Object.hasOwn(value, key) ? [{ value: value[key], pointer: childPointer(pointer, key) }] : [];
}

function isSecret(schema: TSchema): boolean {
  return keywordsOf(schema).secret === true;
}

/** The value for an issue: never a secret, never more than a line. */
function shown(value: unknown, secret: boolean): { value?: unknown } {
  if (secret || value === undefined || (typeof value === 'object' && value !== null)) return {};
  if (typeof value !== 'string' || value.length <= LONGEST_SHOWN) return { value };
  return { value: `${value.slice(0, LONGEST_SHOWN)}…` };
}
