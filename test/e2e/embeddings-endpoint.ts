import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROBES } from '../../packages/catalog/src/search/embeddings/trust.ts';

/** An endpoint as OpenAI's `/v1/embeddings`, with a model that knows a few meanings, the same on every host. */
export interface EmbeddingsEndpoint extends AsyncDisposable {
  readonly url: string;
  /** What it was asked, in order, without what it was tried with. */
  readonly asked: readonly string[];
  readonly credentials: ReadonlySet<string | undefined>;
  /** Answers 503 from now on, or no longer. */
  fail(isFailing: boolean): void;
}

/** @param meanings texts of one group are alike */
export async function startEmbeddings(meanings: readonly RegExp[]): Promise<EmbeddingsEndpoint> {
  const asked: string[] = [];
  const credentials = new Set<string | undefined>();
  let isFailing = false;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (isFailing) return response.writeHead(503).end();
    const { input }: { input: readonly string[] } = JSON.parse(body);
    credentials.add(request.headers.authorization);
    asked.push(...input.filter(text => !PROBES.includes(text)));
    const data = input.map((text, index) => ({ index, embedding: vectorOf(text, meanings) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    credentials,
    fail: failing => {
      isFailing = failing;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** It knows which of the words that it is tried with mean the same, and what it was told. */
function vectorOf(text: string, meanings: readonly RegExp[]): number[] {
  const probe = PROBES.indexOf(text);
  const meaning = meanings.findIndex(pattern => pattern.test(text));
  const axis = probe >= 0 ? probe >> 1 : 16 + (meaning < 0 ? meanings.length : meaning);
  return Array.from({ length: 17 + meanings.length }, (_, place) => (place === axis ? 1 : 0.01));
}
