import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WordNet } from '@gw/catalog';

const DIMENSIONS = 512;

/** An endpoint as OpenAI's `/v1/embeddings`, on this host. */
export interface StandInEndpoint extends AsyncDisposable {
  readonly url: string;
  /** Texts that it was given. */
  readonly texts: number;
}

/**
 * Stands in for a model: each word of a text, and what WordNet has for it, adds to places of the vector. It knows as
 * little as that; what it is for is that two ways of looking are joined, over a real connection, the same on every
 * host.
 */
export async function startStandIn(meanings: WordNet): Promise<StandInEndpoint> {
  let texts = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { input }: { input: readonly string[] } = JSON.parse(Buffer.concat(chunks).toString());
    texts += input.length;
    const data = input.map((text, index) => ({ index, embedding: meant(text, meanings) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get texts() {
      return texts;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function meant(text: string, meanings: WordNet): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  const add = (word: string, weight: number) => {
    const digest = hash('sha1', word, 'buffer');
    const place = digest.readUInt16BE(0) % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + ((digest[2] ?? 0) < 128 ? weight : -weight);
  };
  const words =
    text
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z]{3,}/g) ?? [];
  for (const word of words) {
    add(word, 1);
    for (const { word: other, nearness } of meanings.related(word).slice(0, 12)) add(other, nearness / 2);
  }
  return vector.some(value => value !== 0) ? vector : vector.fill(1);
}
