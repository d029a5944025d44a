import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../hub.ts';

type List = readonly JsonObject[];

/** Tells whether lists hold the same, looking into each pair once: lists are exchanged, and never changed. */
export class ComparedLists {
  readonly #verdicts = new WeakMap<List, WeakMap<List, boolean>>();

  equal(a: List, b: List | undefined): boolean {
    if (a === b) return true;
    if (!b) return false;
    const known = this.#verdicts.get(a) ?? new WeakMap<List, boolean>();
    this.#verdicts.set(a, known);
    const verdict = known.get(b) ?? isDeepStrictEqual(a, b);
    known.set(b, verdict);
    return verdict;
  }
}
