import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const DIMENSIONS = 512;

/** An endpoint as OpenAI's `/v1/embeddings`, on this host. */
export interface StandInEndpoint extends AsyncDisposable {
  readonly url: string;
  /** Texts that it was given. */
  readonly texts: number;
}

/**
 * Stands in for a model: vectors of groups of four letters, which say how alike texts are spelled. It knows nothing
 * of meaning; what it is for is that two ways of looking are joined over a real connection, the same on every host,
 * and that a model that knows nothing spoils nothing.
 */
export async function startStandIn(): Promise<StandInEndpoint> {
  let texts = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { input }: { input: readonly string[] } = JSON.parse(Buffer.concat(chunks).toString());
    texts += input.length;
    const data = input.map((text, index) => ({ index, embedding: spelled(text) }));
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

function spelled(text: string): number[] {
  const counts = new Array<number>(DIMENSIONS).fill(0);
  const letters = ` ${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ')} `;
  for (let at = 0; at + 4 <= letters.length; at++) {
    let place = 0;
    for (const letter of letters.slice(at, at + 4))
      place = (place * 31 + letter.charCodeAt(0)) % 2_147_483_647;
    counts[place % DIMENSIONS] = (counts[place % DIMENSIONS] ?? 0) + 1;
  }
  return counts.map(count => Math.sqrt(count));
}
