import { text as readText } from 'node:stream/consumers';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../errors.ts';

type Given = Readonly<Record<string, unknown>>;

/** What stands on the command line, by name. */
export class CommandInput {
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  /** An argument that has to be there. */
  argument(name: string): string {
    return String(this.#given[name] ?? '');
  }

  /** Undefined where it was not given. */
  text(name: string): string | undefined {
    return this.#given[name] as string | undefined;
  }

  /** All that was given for an option or argument that may stand several times; undefined for none. */
  texts(name: string): string[] | undefined {
    return this.#given[name] as string[] | undefined;
  }

  flag(name: string): boolean {
    return this.#given[name] === true;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new CommandError(`${optionOf(name)} ${text}: it must be a number`);
  }

  /** An option whose value is a JSON object. */
  object(name: string): Record<string, unknown> | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    } catch {
      // Told below, as what is JSON and no object.
    }
    throw new CommandError(`${optionOf(name)} must be a JSON object: '{"key": "value"}'`);
  }

  /** Options of the form `key=value`. */
  pairs(name: string): Record<string, string> | undefined {
    const texts = this.texts(name);
    return texts && Object.fromEntries(texts.map(text => pairOf(optionOf(name), text)));
  }
}

/** `allowedTools` was given as `--allowed-tools`. */
const optionOf = (name: string) => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;

function pairOf(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`${option} ${text}: write it as key=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A secret from standard input: on the command line, all users of the host would see it. */
export async function readSecret({ stdin, warn }: CommandContext, what: string): Promise<string> {
  if ((stdin as { isTTY?: boolean }).isTTY) warn(`Enter ${what}, then a line end and Ctrl-D:`);
  const secret = (await readText(stdin)).replace(/\r?\n$/, '');
  if (secret === '')
    throw new CommandError(`Give ${what} on standard input: printf %s "$SECRET" | mcp-gateway …`);
  return secret;
}
