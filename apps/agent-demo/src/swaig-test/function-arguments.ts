import { SwaigTestError } from './errors.ts';
import type { AnnouncedFunction } from './swaig-target.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * Reads `--name value` pairs as a function's arguments, by the types of its schema: numbers and
 * booleans by name, objects and arrays as JSON, a list of plain values also as `a,b`; a flag without a
 * value is true. `--name=value` is the same.
 *
 * @throws SwaigTestError with exit code 2, naming what the function expects.
 */
export function readFunctionArguments(
  words: readonly string[],
  target: AnnouncedFunction,
): Record<string, unknown> {
  const properties = target.parameters?.properties ?? {};
  const args: Record<string, unknown> = {};
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('--') || word === '--')
      throw new SwaigTestError(`Unexpected "${word}": arguments are given as --name value`, 2);
    const [flag = '', ...inline] = word.slice(2).split('=');
    const name = Object.keys(properties).find(key => key === flag || key === flag.replaceAll('-', '_'));
    if (name === undefined) throw unknown(flag, target);
    const next = words[index + 1];
    const isFlag = typeOf(properties[name]) === 'boolean' && !/^(true|false)$/.test(next ?? '');
    const value = inline.length > 0 ? inline.join('=') : isFlag ? 'true' : next;
    if (value === undefined) throw new SwaigTestError(`--${flag} has no value`, 2);
    if (inline.length === 0 && !isFlag) index += 1;
    args[name] = readValue(value, properties[name] ?? {}, `--${flag}`);
  }
  const missing = (target.parameters?.required ?? []).filter(name => !(name in args));
  if (missing.length > 0)
    throw new SwaigTestError(`${target.function} needs ${missing.map(name => `--${name}`).join(', ')}`, 2);
  return args;
}

function unknown(flag: string, target: AnnouncedFunction): SwaigTestError {
  const names = Object.keys(target.parameters?.properties ?? {}).map(name => `--${name}`);
  const known = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
  return new SwaigTestError(`${target.function} has no argument --${flag}: ${known}`, 2);
}

function typeOf(schema: Schema | undefined): unknown {
  return Array.isArray(schema?.type) ? schema.type.find(type => type !== 'null') : schema?.type;
}

function readValue(text: string, schema: Schema, flag: string): unknown {
  const type = typeOf(schema);
  const wrong = (expected: string) => new SwaigTestError(`${flag} must be ${expected}, not "${text}"`, 2);
  switch (type) {
    case 'integer':
    case 'number': {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(number) || (type === 'integer' && !Number.isInteger(number)))
        throw wrong(type === 'integer' ? 'a whole number' : 'a number');
      return number;
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw wrong('true or false');
      return text === 'true';
    case 'array': {
      const list = text.startsWith('[') ? readJson(text) : listOf(text, schema, flag);
      if (!Array.isArray(list)) throw wrong('a list, ["a","b"] or a,b');
      return list;
    }
    case 'object': {
      const object = readJson(text);
      if (typeof object !== 'object' || object === null) throw wrong('a JSON object');
      return object;
    }
    case 'string':
      return text;
    default:
      return readJson(text) ?? text;
  }
}

function listOf(text: string, schema: Schema, flag: string): unknown[] {
  const items = (schema.items ?? { type: 'string' }) as Schema;
  return text === '' ? [] : text.split(',').map(item => readValue(item, items, flag));
}

/** Undefined where it is none. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
