import { resolve } from 'node:path';
import Type, { type TObject, type TSchema, type TUnion } from 'typebox';
import { Check } from 'typebox/schema';
import { convertText } from './convert-text.ts';
import type { ConfigIssue } from './errors.ts';
import { childPointer } from './json-pointer.ts';
import { keywordsOf, namePattern } from './schema/setting.ts';
import {
  type IssueSubject,
  missingSetting,
  overruled,
  refusedName,
  refusedValue,
  unknownKey,
  unsetVariable,
  variablesBehind,
} from './setting-issues.ts';
import { type Env, lookUp, substitute } from './substitute.ts';

/** A part of the file, and where it stands. */
interface Given<Value = unknown> {
  readonly value: Value;
  readonly pointer: string;
}

interface Setting extends IssueSubject {
  /** None where the file leaves the setting out; two where it gives a block under both of its names. */
  readonly given: readonly Given[];
}

type Block = Given<Record<string, unknown>>;

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
    const { schema } = setting;
    if (Type.IsUnion(schema)) return this.#choice(schema, setting);
    if (Type.IsObject(schema)) return this.#object(schema, setting);
    if (Type.IsRecord(schema)) return this.#record(schema, setting);
    if (Type.IsArray(schema)) return this.#list(schema, setting);
    return this.#leaf(setting);
  }

  /** Read along the object where an object is given, otherwise as a text. */
  #choice(schema: TUnion, setting: Setting): unknown {
    const value = setting.given[0]?.value;
    const object = schema.anyOf.find(Type.IsObject);
    if (object && typeof value === 'object' && value !== null && !Array.isArray(value))
      return this.#object(object, setting);
    return this.#leaf(setting);
  }

  #object(schema: TObject, { given, pointer, secret }: Setting): Record<string, unknown> | undefined {
    if (given.length === 0 && Type.IsOptional(schema)) return undefined;
    const blocks = given.filter(one => this.#isBlock(schema, one));
    if (given.length > 0 && blocks.length === 0) return undefined;
    const spellings = Object.entries(schema.properties).map(([key, child]) => {
      const { alias } = keywordsOf(child);
      return alias === undefined ? [key] : [key, alias];
    });
    for (const block of blocks) this.#warnOfUnknown(block, schema, spellings.flat());
    this.#warnOfOverruled(blocks);
    const entries = Object.entries(schema.properties).map(([key, child], index) => {
      const found = blocks.flatMap(block => (spellings[index] ?? []).flatMap(name => member(block, name)));
      const own = found[0]?.pointer ?? childPointer(pointer, key);
      const read = this.#read({
        schema: child,
        pointer: own,
        given: found,
        secret: secret || isSecret(child),
      });
      return [key, read] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #record(schema: Type.TRecord, { given: [given], secret }: Setting): Record<string, unknown> | undefined {
    // Without a prototype, looking up `constructor` finds no service.
    const result: Record<string, unknown> = Object.create(null);
    if (!given) return result;
    if (!this.#isBlock(schema, given)) return undefined;
    const pattern = namePattern(schema);
    const child = Type.RecordValue(schema);
    for (const [name, value] of Object.entries(given.value)) {
      const pointer = childPointer(given.pointer, name);
      const refused = name === '__proto__' || !pattern.test(name);
      if (refused) this.issues.push(refusedName({ schema, pointer, secret }));
      // Read in any case: what is wrong below a wrong name is to be told in the same go.
      const read = this.#read({ schema: child, pointer, given: [{ value, pointer }], secret });
      if (read !== undefined && !refused) result[name] = read;
    }
    return result;
  }

  #list(schema: Type.TArray, setting: Setting): unknown {
    const [given] = setting.given;
    if (!given) return this.#default(setting);
    const { minItems = 0 } = keywordsOf(schema);
    if (!Array.isArray(given.value) || given.value.length < minItems) {
      this.issues.push(refusedValue(setting, given.value));
      return undefined;
    }
    const items = given.value.map((value, index) => {
      const pointer = childPointer(given.pointer, index);
      const item = { schema: schema.items, pointer, secret: setting.secret };
      return this.#read({ ...item, given: [{ value, pointer }] });
    });
    return items.filter(item => item !== undefined);
  }

  #leaf(setting: Setting): unknown {
    const { env: variable, default: fallback, path } = keywordsOf(setting.schema);
    const [given] = setting.given;
    if (given && !this.#isComplete(setting, given.value)) return undefined;
    const value = typeof given?.value === 'string' ? substitute(given.value, this.#env).text : given?.value;
    const leftOut = !given || (value === '' && (variable !== undefined || path));
    if (!leftOut) return this.#checked(setting, value, given.value, variablesBehind(given.value, this.#env));
    const fromEnv = variable === undefined ? undefined : lookUp(this.#env, variable);
    if (fromEnv)
      return this.#checked(setting, fromEnv, fromEnv, `: the environment variable ${variable} says so`);
    // An address or port that is there but empty is a mistake, more likely than a wish for the default.
    if (given && variable !== undefined && fallback !== '') {
      return this.#checked(setting, '', given.value, `; it is empty, and so is ${variable}`);
    }
    return this.#default(setting);
  }

  /** Whether every variable of a text has a value. */
  #isComplete(setting: Setting, written: unknown): boolean {
    if (typeof written !== 'string') return true;
    const { unset } = substitute(written, this.#env);
    for (const name of unset) this.issues.push(unsetVariable(setting, name, written));
    return unset.length === 0;
  }

  #checked(setting: Setting, value: unknown, written: unknown, why: string): unknown {
    const converted = convertText(setting.schema, value);
    if (!Check(setting.schema, converted)) {
      this.issues.push(refusedValue(setting, written, why));
      return undefined;
    }
    return keywordsOf(setting.schema).path ? resolve(this.#cwd, String(converted)) : converted;
  }

  #default(setting: Setting): unknown {
    const { default: value, defaultText } = keywordsOf(setting.schema);
    const optional = value !== undefined || defaultText !== undefined || Type.IsOptional(setting.schema);
    if (!optional) this.issues.push(missingSetting(setting));
    return structuredClone(value);
  }

  #isBlock(schema: TSchema, given: Given): given is Block {
    const { value, pointer } = given;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
    this.issues.push(refusedValue({ schema, pointer, secret: isSecret(schema) }, value));
    return false;
  }

  #warnOfUnknown({ value, pointer }: Block, schema: TObject, known: readonly string[]): void {
    const unknown = Object.keys(value).filter(key => !known.includes(key));
    for (const key of unknown) this.warnings.push(unknownKey(pointer, key, schema, this.#root));
  }

  #warnOfOverruled([first, second]: readonly Block[]): void {
    if (!first || !second) return;
    for (const key of Object.keys(second.value)) {
      if (!Object.hasOwn(first.value, key) || first.value[key] === second.value[key]) continue;
      this.warnings.push(overruled(childPointer(second.pointer, key), childPointer(first.pointer, key)));
    }
  }
}

function member({ value, pointer }: Block, key: string): Given[] {
  const given = Object.hasOwn(value, key) ? value[key] : undefined;
  return given === undefined ? [] : [{ value: given, pointer: childPointer(pointer, key) }];
}

function isSecret(schema: TSchema): boolean {
  return keywordsOf(schema).secret === true;
}
