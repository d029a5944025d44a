import { basename, dirname, resolve } from 'node:path';
import { type Embedder, EmbeddingError, unitVector } from './embedder.ts';

/** As much of `@huggingface/transformers` as is used. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(task: 'feature-extraction', model: string): Promise<Extract>;
}
type Extract = (
  texts: readonly string[],
  options: { pooling: 'mean'; normalize: true },
) => Promise<{ tolist(): number[][] }>;

const PACKAGE = '@huggingface/transformers';

/** Runs a sentence model from a folder on this host, by `@huggingface/transformers`, which is installed beside. Nothing is fetched. */
export class LocalEmbedder implements Embedder {
  readonly model: string;
  readonly #folder: string;
  #extract: Promise<Extract> | undefined;

  /** @param folder as the hub has it: `config.json`, `tokenizer.json`, `onnx/` */
  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.model = this.#folder;
  }

  async embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    this.#extract ??= this.#load();
    const extract = await this.#extract.catch(error => {
      this.#extract = undefined;
      throw new EmbeddingError(`The model in ${this.#folder} can't be used with ${PACKAGE}`, {
        cause: error,
      });
    });
    const vectors = await extract(texts, { pooling: 'mean', normalize: true });
    return vectors.tolist().map(unitVector);
  }

  async #load(): Promise<Extract> {
    const { env, pipeline }: Transformers = await import(PACKAGE);
    env.allowRemoteModels = false;
    env.localModelPath = dirname(this.#folder);
    return pipeline('feature-extraction', basename(this.#folder));
  }
}
