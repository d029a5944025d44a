import { type Embedder, EmbeddingError, unitVector } from './embedder.ts';

export interface EndpointEmbedderOptions {
  /** Of the API: `http://localhost:11434/v1`, or with `/embeddings`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Asked for where the model can give fewer; others are refused. */
  readonly dimensions?: number | undefined;
  /** What asks: for one that reaches allowed addresses only. Default: the platform's. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** What an answer may hold at most. 64 vectors of 4,096 dimensions are 6 MB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Asks any endpoint that speaks OpenAI's `/v1/embeddings`. Source: platform-wire.md, Search. */
export class EndpointEmbedder implements Embedder {
  readonly model: string;
  readonly #url: string;
  readonly #options: EndpointEmbedderOptions;

  constructor(options: EndpointEmbedderOptions) {
    this.#options = options;
    this.#url = /\/embeddings\/?$/.test(options.url)
      ? options.url
      : `${options.url.replace(/\/$/, '')}/embeddings`;
    this.model = options.dimensions ? `${options.model} ${options.dimensions}` : options.model;
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { model, apiKey, dimensions, fetch: ask = fetch } = this.#options;
    try {
      const answer = await ask(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
        body: JSON.stringify({
          model,
          input: texts,
          encoding_format: 'float',
          ...(dimensions && { dimensions }),
        }),
        redirect: 'error',
        signal,
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        throw new EmbeddingError(`The embeddings endpoint answered ${answer.status}`);
      }
      return vectorsIn(JSON.parse(await boundedText(answer)), texts.length, dimensions);
    } catch (error) {
      if (error instanceof EmbeddingError) throw error;
      throw new EmbeddingError('The embeddings endpoint gave no vectors', { cause: error });
    }
  }
}

async function boundedText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES)
      throw new EmbeddingError('The answer of the embeddings endpoint is too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function vectorsIn(answer: unknown, count: number, dimensions: number | undefined): Float32Array[] {
  const data: unknown = isObject(answer) ? answer.data : undefined;
  if (!Array.isArray(data) || data.length !== count)
    throw new EmbeddingError('The embeddings endpoint gave another number of vectors than of texts');
  const vectors: Float32Array[] = [];
  for (const [at, item] of data.entries()) {
    const { index = at, embedding } = isObject(item) ? item : {};
    if (!Array.isArray(embedding) || typeof index !== 'number' || index < 0 || index >= count)
      throw new EmbeddingError('The embeddings endpoint gave something else than vectors');
    vectors[index] = unitVector(embedding);
  }
  const length = dimensions ?? vectors[0]?.length;
  if (Object.keys(vectors).length !== count || vectors.some(vector => vector.length !== length))
    throw new EmbeddingError(`The embeddings endpoint gave vectors of other dimensions than ${length}`);
  return vectors;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
