import { basename } from 'node:path';

/** What a command of a package runner asks for. */
export type PackageCommand =
  | {
      readonly runner: 'npm';
      /** `npx` or `npm`, as the command names it. */
      readonly program: string;
      readonly packages: readonly string[];
      /** The program of those packages; absent: the one that the single package is for. */
      readonly bin?: string;
      readonly args: readonly string[];
    }
  | {
      readonly runner: 'uv';
      /** `uvx` or `uv`, as the command names it. */
      readonly program: string;
      readonly from: string;
      /** Options of `uv tool install` that stand for those given to `uvx`. */
      readonly options: readonly string[];
      readonly bin: string;
      readonly args: readonly string[];
    }
  /** Used in a way that is not understood; runs as it is written. */
  | { readonly runner: 'other' };

interface Flags {
  /** Flags without a value that change nothing for us. */
  readonly ignored: readonly string[];
  /** Flags with a value. */
  readonly valued: ReadonlyMap<string, string>;
}

const npmFlags: Flags = {
  ignored: ['-y', '--yes', '-q', '--quiet', '-s', '--silent', '--prefer-offline', '--prefer-online'],
  valued: new Map([
    ['-p', 'package'],
    ['--package', 'package'],
  ]),
};

const uvFlags: Flags = {
  ignored: ['-q', '--quiet', '--isolated', '--no-progress'],
  valued: new Map([
    ['--from', 'from'],
    ['--with', 'with'],
    ['-p', 'python'],
    ['--python', 'python'],
  ]),
};

/** `undefined` for every command that is not a package runner's. */
export function parsePackageCommand(command: readonly string[]): PackageCommand | undefined {
  const [program = '', first = '', second = ''] = command;
  const name = basename(program);
  if (name === 'npx') return parseNpm(program, command.slice(1), 'first word');
  if (name === 'npm' && (first === 'exec' || first === 'x'))
    return parseNpm(program, command.slice(2), 'dashes');
  if (name === 'uvx') return parseUv(program, command.slice(1));
  if (name === 'uv' && first === 'tool' && second === 'run') return parseUv(program, command.slice(3));
  return undefined;
}

/** `npx` leaves all words after the first to the program, `npm exec` only those after `--`. */
function parseNpm(program: string, words: readonly string[], until: 'first word' | 'dashes'): PackageCommand {
  const parsed = parseFlags(words, npmFlags, until);
  if (!parsed) return { runner: 'other' };
  const packages = parsed.values.filter(([name]) => name === 'package').map(([, value]) => value);
  const [first, ...args] = parsed.rest;
  if (first === undefined) return { runner: 'other' };
  return packages.length > 0
    ? { runner: 'npm', program, packages, bin: first, args }
    : { runner: 'npm', program, packages: [first], args };
}

function parseUv(program: string, words: readonly string[]): PackageCommand {
  const parsed = parseFlags(words, uvFlags, 'first word');
  const [first, ...args] = parsed?.rest ?? [];
  const bin = first === undefined ? undefined : /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(first)?.[0];
  if (!parsed || first === undefined || bin === undefined) return { runner: 'other' };
  const from = parsed.values.find(([name]) => name === 'from')?.[1] ?? first;
  const options = parsed.values
    .filter(([name]) => name !== 'from')
    .flatMap(([name, value]) => [`--${name}`, value]);
  return { runner: 'uv', program, from, options, bin, args };
}

function parseFlags(
  words: readonly string[],
  { ignored, valued }: Flags,
  until: 'first word' | 'dashes',
): { values: (readonly [string, string])[]; rest: string[] } | undefined {
  const values: (readonly [string, string])[] = [];
  const rest: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return { values, rest: [...rest, ...words.slice(index + 1)] };
    if (!word.startsWith('-')) {
      if (until === 'first word') return { values, rest: [...rest, ...words.slice(index)] };
      rest.push(word);
      continue;
    }
    if (ignored.includes(word)) continue;
    const [flag = '', ...equals] = word.split('=');
    const name = valued.get(flag);
    const value = equals.length > 0 ? equals.join('=') : words[++index];
    if (name === undefined || value === undefined) return undefined;
    values.push([name, value]);
  }
  return { values, rest };
}
