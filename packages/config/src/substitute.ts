/** The environment that settings may refer to; usually `process.env`, handed in by the program. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A text with its variables replaced. */
export interface Substituted {
  readonly text: string;
  /** Names of the variables that the text refers to. */
  readonly variables: readonly string[];
  /** Those of them that are not set and have no default. */
  readonly unset: readonly string[];
}

const NAME = /[^{}|]+/y;

/**
 * Replaces every `${VAR}` and `${VAR|default}` of a text, once: what a variable holds is never looked at again.
 *
 * A variable that is set but empty counts as set. A default reaches to the brace that closes the placeholder,
 * so it may hold `|`, further placeholders (kept as they are) and braces in pairs; with braces that don't
 * pair up it ends at the first `}`. What isn't a placeholder (`$5`, `${}`, `${open`) stays as it is.
 */
export function substitute(text: string, env: Env): Substituted {
  if (!text.includes('${')) return { text, variables: [], unset: [] };
  const closing = matchBraces(text);
  const variables: string[] = [];
  const unset: string[] = [];
  let result = '';
  let copied = 0;
  // Past the last brace nothing can be closed: looking on would make a long text slow.
  const last = text.lastIndexOf('}');
  for (let start = text.indexOf('${'); start >= 0 && start < last; start = text.indexOf('${', start)) {
    const placeholder = readPlaceholder(text, start, closing);
    if (!placeholder) {
      start += 2;
      continue;
    }
    const value = lookUp(env, placeholder.name) ?? placeholder.fallback;
    variables.push(placeholder.name);
    if (value === undefined) unset.push(placeholder.name);
    result += text.slice(copied, start) + (value ?? '');
    start = copied = placeholder.end;
  }
  return { text: result + text.slice(copied), variables, unset };
}

/** A variable's value; names such as `constructor` find nothing that the environment doesn't own. */
export function lookUp(env: Env, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

interface Placeholder {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly end: number;
}

function readPlaceholder(text: string, start: number, closing: Int32Array): Placeholder | undefined {
  NAME.lastIndex = start + 2;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  const afterName = start + 2 + name.length;
  if (text[afterName] === '}') return { name, fallback: undefined, end: afterName + 1 };
  if (text[afterName] !== '|') return undefined;
  const end = closing[start + 1] || text.indexOf('}', afterName);
  return end < 0 ? undefined : { name, fallback: text.slice(afterName + 1, end), end: end + 1 };
}

/** For each `{` the index of its `}`, 0 where there is none; one pass, so that no text makes it slow. */
function matchBraces(text: string): Int32Array {
  const closing = new Int32Array(text.length);
  const open: number[] = [];
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '{') open.push(index);
    else if (text[index] === '}') {
      const opener = open.pop();
      if (opener !== undefined) closing[opener] = index;
    }
  }
  return closing;
}
