import { RE2JS } from 're2js';
import type { MatchBudget } from './match-budget.ts';

/** Longer ones are no patterns that anybody wrote. */
const longest = 2_000;

/**
 * A pattern of somebody else's, matched in linear time by RE2, in the form in which TypeBox takes patterns. What a
 * match may cost is counted: a large pattern over a large text is linear, and long all the same.
 */
export class LinearPattern extends RegExp {
  readonly #matcher: RE2JS;
  readonly #steps: number;
  readonly #text: string;
  readonly #budget: MatchBudget;

  private constructor(text: string, matcher: RE2JS, budget: MatchBudget) {
    super('', 'u');
    this.#text = text;
    this.#matcher = matcher;
    this.#steps = matcher.programSize();
    this.#budget = budget;
  }

  /** Undefined for what RE2 has no words for: look-around, back references, counts in the thousands. */
  static of(text: string, budget: MatchBudget): LinearPattern | undefined {
    if (text.length > longest) return undefined;
    try {
      return new LinearPattern(text, RE2JS.compile(RE2JS.translateRegExp(text)), budget);
    } catch {
      return undefined;
    }
  }

  override test(value: string): boolean {
    this.#budget.spend(value.length * this.#steps);
    return this.#matcher.matcher(value).find();
  }

  /** As error messages show it. */
  override toString(): string {
    return this.#text;
  }
}

/** What libraries write for "any name". */
const anything = new Set(['.*', '^.*$', '^(.*)$']);
const one = String.raw`(?:\\[-a-zA-Z./]|\[(?:\\.|[^\\\]])+\]|[\w\-/: .@])`;
const plain = new RegExp(`^\\^${one}*(?:${one}[*+?])?\\$?$`);

/**
 * Whether the engine of JavaScript matches a pattern in linear time, too: it begins at the beginning, has no groups,
 * and repeats one thing at most, the last.
 */
export const isPlainlyLinear = (pattern: string): boolean => anything.has(pattern) || plain.test(pattern);
