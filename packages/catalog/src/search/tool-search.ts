import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Best } from './best.ts';
import type { VectorSearch } from './embeddings/vector-search.ts';
import { fuse } from './fusion.ts';
import { conceptsOf } from './query.ts';
import { WordRanking } from './ranked-by-words.ts';
import { type SearchedTexts, type SearchedTool, searchedTexts } from './searched-tool.ts';
import { WordIndex } from './word-index.ts';
import type { WordNet } from './word-net.ts';
import { wordsOf } from './words.ts';

export interface ToolSearchOptions {
  /** What words mean. Without it, words are found by themselves and by what tools commonly say for them. */
  readonly meanings?: WordNet | undefined;
  /** Finds texts by a model's vectors. Without it, or while it doesn't answer, tools are found by words alone. */
  readonly vectors?: VectorSearch | undefined;
}

export interface SearchOptions<T> {
  /** At most as many tools. Default 5. */
  readonly limit?: number;
  /** Only tools for which it is true. Default all. */
  readonly filter?: (tool: T) => boolean;
}

export interface SearchResult<T> {
  readonly tool: T;
  /** 0…1: 1 is what was asked for by its name. */
  readonly score: number;
}

interface Entry<T> {
  readonly number: number;
  tool: T;
  /** Of its texts: tells whether they have changed. */
  readonly digest: string;
  readonly names: readonly string[];
}

/** What isn't asked for by its name is less than certain. */
const BELOW_NAMED = 0.99;

/** Longer queries are cut. */
const MAX_QUERY = 2_000;

/** How long tools are taken up without a pause for what else there is to do. */
const TURN_MS = 10;

/**
 * Finds tools by what they do. Keeps what it searches in memory; `update` tells it the tools that there are. The
 * same tools give the same answer, whatever their order was.
 */
export class ToolSearch<T extends SearchedTool> {
  readonly #index = new WordIndex();
  readonly #ranking = new WordRanking();
  readonly #meanings: WordNet | undefined;
  readonly #vectors: VectorSearch | undefined;
  readonly #byId = new Map<string, Entry<T>>();
  readonly #byNumber: (Entry<T> | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #byName = new Map<string, Set<Entry<T>>>();
  #updated: Promise<void> = Promise.resolve();

  constructor({ meanings, vectors }: ToolSearchOptions = {}) {
    this.#meanings = meanings;
    this.#vectors = vectors;
  }

  /** How many tools are known. */
  get size(): number {
    return this.#byId.size;
  }

  /**
   * Makes `tools` those that are found, after the updates before it. Work is done only for those whose texts have
   * changed, with pauses, so that nothing waits for it; searches meanwhile find what is known already. Vectors are
   * worked out beside it.
   */
  update(tools: Iterable<T>): Promise<void> {
    const wanted = [...tools];
    this.#updated = this.#updated.then(() => this.#update(wanted));
    return this.#updated;
  }

  /** The tools that fit best, the best one first. */
  async search(
    query: string,
    { limit = 5, filter = () => true }: SearchOptions<T> = {},
  ): Promise<SearchResult<T>[]> {
    const asked = query.slice(0, MAX_QUERY);
    const similarities = await this.#vectors?.rank(asked);
    const concepts = conceptsOf(asked, this.#index, this.#meanings);
    const words = this.#ranking.rank(concepts, this.#index, this.#byNumber.length);
    const { found, scores } = similarities ? fuse(words, similarities) : words;
    const named = this.#byName.get(nameKey(asked));
    const best = new Best<Entry<T>>(limit, byName);
    for (const entry of named ?? []) if (filter(entry.tool)) best.offer(entry, 1);
    let { least } = best;
    for (let at = 0; at < found.length; at++) {
      const number = found[at] as number;
      const score = Math.min(1, scores[number] as number) * BELOW_NAMED;
      if (score < least) continue;
      const entry = this.#byNumber[number];
      if (!entry || named?.has(entry) || !filter(entry.tool)) continue;
      best.offer(entry, score);
      least = best.least;
    }
    return best.list.map(({ item, score }) => ({ tool: item.tool, score }));
  }

  async #update(tools: readonly T[]): Promise<void> {
    const gone = new Set(this.#byId.keys());
    let turn = performance.now();
    for (const tool of tools) {
      gone.delete(tool.id);
      this.#put(tool);
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
    }
    for (const id of gone) this.#remove(id);
    this.#vectors?.catchUp();
  }

  #put(tool: T): void {
    const texts = searchedTexts(tool);
    const digest = hash('sha1', JSON.stringify(Object.values(texts)), 'base64');
    const known = this.#byId.get(tool.id);
    if (known?.digest === digest) {
      known.tool = tool;
      return;
    }
    if (known) this.#remove(tool.id);
    const number = this.#free.pop() ?? this.#byNumber.length;
    const entry = { number, tool, digest, names: nameKeys(texts) };
    this.#byId.set(tool.id, entry);
    this.#byNumber[number] = entry;
    for (const name of entry.names) {
      const named = this.#byName.get(name);
      if (named) named.add(entry);
      else this.#byName.set(name, new Set([entry]));
    }
    this.#index.add(number, texts);
    this.#vectors?.put(number, texts);
  }

  #remove(id: string): void {
    const entry = this.#byId.get(id);
    if (!entry) return;
    this.#byId.delete(id);
    this.#byNumber[entry.number] = undefined;
    this.#free.push(entry.number);
    for (const name of entry.names) {
      const named = this.#byName.get(name);
      named?.delete(entry);
      if (named?.size === 0) this.#byName.delete(name);
    }
    this.#index.remove(entry.number);
    this.#vectors?.remove(entry.number);
  }
}

const nameKey = (text: string) => wordsOf(text).join('') || text.trim();
const nameKeys = ({ name, server }: SearchedTexts) => [
  ...new Set([nameKey(name), nameKey(`${server} ${name}`)]),
];

function byName<T extends SearchedTool>(a: Entry<T>, b: Entry<T>): number {
  const order = compare(a.tool.effective.qualifiedName, b.tool.effective.qualifiedName);
  return order || compare(a.tool.id, b.tool.id);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
