import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Embedder, VectorSearch, WordNet } from '@gw/catalog';
import type { GatewayConfig } from '@gw/config';
import { createGuardedFetch, type Logger } from '@gw/mcp-client';
import type { Store } from '@gw/store';

/** What the search of tools knows beside their words. */
export interface SearchModels extends AsyncDisposable {
  readonly meanings: WordNet | undefined;
  readonly vectors: VectorSearch | undefined;
}

type Settings = Pick<GatewayConfig, 'embeddings' | 'security'>;

/** Bytes of an answer: 64 vectors of 4,096 dimensions are 6 MB. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** Opens what is there; without a dictionary or a model, search goes on with what is left. */
export async function openSearchModels(
  config: Settings,
  { store, logger }: { readonly store: Store; readonly logger: Logger },
): Promise<SearchModels> {
  const meanings = await openMeanings(logger);
  const model = await openModel(config);
  const { VectorSearch } = await import('@gw/catalog');
  const vectors = model && new VectorSearch({ embedder: model.embedder, memory: store.embeddings, logger });
  return {
    meanings,
    vectors,
    async [Symbol.asyncDispose]() {
      meanings?.[Symbol.dispose]();
      await vectors?.[Symbol.asyncDispose]();
      await model?.[Symbol.asyncDispose]();
    },
  };
}

/** The dictionary that the command brings, or that of the workspace. */
async function openMeanings(logger: Logger): Promise<WordNet | undefined> {
  const packed = fileURLToPath(new URL('./wordnet', import.meta.url));
  const isPacked = await access(join(packed, 'index.noun')).then(
    () => true,
    () => false,
  );
  const { WordNet } = await import('@gw/catalog');
  try {
    return isPacked ? WordNet.open(packed) : WordNet.open();
  } catch (err) {
    logger.warn({ err }, 'Tools are searched without a dictionary: it can not be read');
    return undefined;
  }
}

async function openModel({
  embeddings,
  security,
}: Settings): Promise<({ readonly embedder: Embedder } & AsyncDisposable) | undefined> {
  if (!embeddings) return undefined;
  const { url, model = '', folder = '', api_key: apiKey, dimensions } = embeddings;
  const { EndpointEmbedder, LocalEmbedder } = await import('@gw/catalog');
  if (url === undefined) return { embedder: new LocalEmbedder(folder), async [Symbol.asyncDispose]() {} };
  const guarded = createGuardedFetch({
    name: 'embeddings',
    allowPrivateAddresses: [...embeddings.allow_private_addresses, ...security.allow_private_addresses],
    maxBodyBytes: maxAnswerBytes,
  });
  const embedder = new EndpointEmbedder({ url, model, apiKey, dimensions, fetch: guarded.fetch });
  return { embedder, [Symbol.asyncDispose]: () => guarded[Symbol.asyncDispose]() };
}
