import { hash } from 'node:crypto';
import type { SearchedTexts } from '../searched-tool.ts';
import { type Embedder, EmbeddingError } from './embedder.ts';
import { PROBES, trustIn } from './trust.ts';
import { type Similarities, VectorTable } from './vector-table.ts';

export type { Similarities } from './vector-table.ts';

/** Keeps vectors over restarts; the store's `embeddings` fits. */
export interface VectorMemory {
  get(model: string, textHashes: readonly string[]): Promise<Map<string, Uint8Array>>;
  put(model: string, vectors: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

export interface VectorSearchOptions {
  readonly embedder: Embedder;
  readonly memory: VectorMemory;
  readonly logger: { warn(fields: object, message: string): void };
  /** How long a query waits for its vector, in milliseconds. Default 2_000. */
  readonly queryTimeoutMs?: number;
  /** How long a batch of texts may take, in milliseconds. Default 30_000. */
  readonly batchTimeoutMs?: number;
  /** How long nothing is asked after a failure, in milliseconds; twice as long after each further one, up to 64 times. Default 1_000. */
  readonly pauseMs?: number;
}

/** Texts that are sent at once. */
const BATCH = 64;

/** What is read of a text; models read a few hundred words. */
const MAX_TEXT = 2_000;

/** Queries whose vectors are remembered. */
const MAX_QUERIES = 500;

/**
 * Finds tools by vectors of their texts. They are worked out once for each text, beside everything else; while they
 * can't be, there are none, which is a warning in the log and no failure of a search.
 */
export class VectorSearch implements AsyncDisposable {
  readonly #options: Required<VectorSearchOptions>;
  readonly #closed = new AbortController();
  readonly #hashes = new Map<number, string>();
  readonly #missing = new Map<number, string>();
  readonly #queries = new Map<string, Float32Array>();
  #table: VectorTable | undefined;
  #catchingUp: Promise<void> | undefined;
  /** Unknown until the model was asked what it knows. */
  #trust: number | undefined;
  #failures = 0;
  #pausedUntil = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: VectorSearchOptions) {
    this.#options = { queryTimeoutMs: 2_000, batchTimeoutMs: 30_000, pauseMs: 1_000, ...options };
  }

  put(number: number, texts: SearchedTexts): void {
    const text = embeddedText(texts);
    this.#hashes.set(number, hash('sha256', text));
    this.#missing.set(number, text);
    this.#table?.delete(number);
  }

  remove(number: number): void {
    this.#hashes.delete(number);
    this.#missing.delete(number);
    this.#table?.delete(number);
  }

  /** Works out the vectors that are missing. Resolves when all are there, or it has to be tried again later; never rejects. */
  catchUp(): Promise<void> {
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  /** What the model says of a query; `undefined` where it says nothing. Never rejects. */
  async rank(query: string): Promise<Similarities | undefined> {
    if (this.#trust === undefined || !this.#table || this.#table.size === 0 || query.trim() === '')
      return undefined;
    const vector = this.#queries.get(query) ?? (await this.#embedQuery(query));
    return vector && vector.length === this.#table?.dimensions
      ? this.#table.compare(vector, this.#trust)
      : undefined;
  }

  /** Stops what is under way. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#retry);
    await this.#catchingUp;
  }

  async #embedQuery(query: string): Promise<Float32Array | undefined> {
    if (performance.now() < this.#pausedUntil) return undefined;
    try {
      const [vector] = await this.#embed([query], this.#options.queryTimeoutMs);
      if (!vector) return undefined;
      this.#queries.set(query, vector);
      if (this.#queries.size > MAX_QUERIES) this.#queries.delete(this.#queries.keys().next().value ?? query);
      return vector;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async #catchUp(): Promise<void> {
    try {
      while (this.#missing.size > 0 && !this.#closed.signal.aborted) {
        if (performance.now() < this.#pausedUntil) return;
        this.#trust ??= trustIn(await this.#vectorsOf(PROBES));
        await this.#embedBatch([...this.#missing].slice(0, BATCH));
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async #embedBatch(batch: readonly (readonly [number, string])[]): Promise<void> {
    const vectors = await this.#vectorsOf(batch.map(([, text]) => text));
    for (const [at, [number, text]] of batch.entries()) {
      // Meanwhile the tool may be another one, or gone.
      if (this.#hashes.get(number) !== hash('sha256', text)) continue;
      const vector = vectors[at] as Float32Array;
      this.#tableFor(vector).set(number, vector);
      this.#missing.delete(number);
    }
  }

  /** From memory where they are known, else from the model, and then remembered. */
  async #vectorsOf(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const { embedder, memory } = this.#options;
    const wanted = new Map(texts.map(text => [hash('sha256', text), text]));
    const vectors = new Map<string, Float32Array>();
    for (const [key, bytes] of await memory.get(embedder.model, [...wanted.keys()])) {
      vectors.set(key, new Float32Array(Uint8Array.from(bytes).buffer));
      wanted.delete(key);
    }
    if (wanted.size > 0) {
      const embedded = await this.#embed([...wanted.values()], this.#options.batchTimeoutMs);
      const fresh = new Map([...wanted.keys()].map((key, at) => [key, embedded[at] as Float32Array]));
      for (const [key, vector] of fresh) vectors.set(key, vector);
      const rows = [...fresh].map(
        ([key, { buffer }]) => [key, new Uint8Array(buffer as ArrayBuffer)] as const,
      );
      await memory.put(embedder.model, new Map(rows));
    }
    return texts.map(text => vectors.get(hash('sha256', text)) as Float32Array);
  }

  async #embed(texts: readonly string[], timeoutMs: number): Promise<readonly Float32Array[]> {
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(timeoutMs)]);
    const vectors = await this.#options.embedder.embed(texts, signal);
    this.#failures = 0;
    return vectors;
  }

  #tableFor({ length }: Float32Array): VectorTable {
    this.#table ??= new VectorTable(length);
    if (this.#table.dimensions !== length)
      throw new EmbeddingError(
        `Vectors of ${length} dimensions don't go with those of ${this.#table.dimensions}`,
      );
    return this.#table;
  }

  #failed(error: unknown): void {
    if (this.#closed.signal.aborted) return;
    const pauseMs = this.#options.pauseMs * 2 ** Math.min(this.#failures++, 6);
    this.#pausedUntil = performance.now() + pauseMs;
    const missing = this.#missing.size;
    this.#options.logger.warn(
      { err: error, pauseMs, missing },
      'No embeddings: tools are found by words alone',
    );
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.catchUp(), pauseMs + 1).unref();
  }
}

/** What a model is given of a tool. */
function embeddedText({ name, description, server, serverDescription, parameters }: SearchedTexts): string {
  const plainName = name.replaceAll(/[_-]+/g, ' ');
  const ofServer = serverDescription ? `${server}: ${serverDescription}` : server;
  return `${plainName} (${ofServer}). ${description} ${parameters}`.slice(0, MAX_TEXT);
}
