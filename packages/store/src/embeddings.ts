import type { Access } from './entities.ts';
import { inChunks } from './in-chunks.ts';

/** The vector of a text, so that it is computed once. */
export interface EmbeddingRecord {
  /** Vectors of different models don't compare. */
  readonly model: string;
  readonly textHash: string;
  /** Little-endian 32-bit floats. */
  readonly vector: Uint8Array;
}

export class Embeddings {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** The vectors that are known, by the hash of their text. */
  async get(model: string, textHashes: readonly string[]): Promise<Map<string, Uint8Array>> {
    const vectors = new Map<string, Uint8Array>();
    for (const hashes of inChunks(textHashes)) {
      const ofModel = this.#access.db.selectFrom('embeddings').selectAll().where('model', '=', model);
      const rows = await ofModel.where('textHash', 'in', hashes).execute();
      for (const { textHash, vector } of rows) vectors.set(textHash, vector);
    }
    return vectors;
  }

  async put(model: string, vectors: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const rows = [...vectors].map(([textHash, vector]) => ({ model, textHash, vector }));
    for (const chunk of inChunks(rows)) {
      const insert = this.#access.db.insertInto('embeddings').values(chunk);
      await insert.onConflict(conflict => conflict.columns(['model', 'textHash']).doNothing()).execute();
    }
  }

  /** Forgets the vectors of all other models; says how many. */
  async keepOnly(model: string): Promise<number> {
    const others = this.#access.db.deleteFrom('embeddings').where('model', '!=', model);
    return Number((await others.executeTakeFirstOrThrow()).numDeletedRows);
  }
}
