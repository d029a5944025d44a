import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { EndpointEmbedder, type SearchedTool, ToolSearch, VectorSearch } from '../../src/index.ts';
import { PROBES } from '../../src/search/embeddings/trust.ts';
import { tools } from './searched.ts';

type Answer = (texts: readonly string[], response: ServerResponse, request: IncomingMessage) => void;

/** An embeddings endpoint that answers as it is told. */
async function startEndpoint(answer: Answer) {
  const asked: string[] = [];
  const state = { answer };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { input } = JSON.parse(body);
    asked.push(...input);
    state.answer(input, response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    state,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const vectors =
  (vectorOf: (text: string) => readonly number[]): Answer =>
  (texts, response) => {
    const data = texts.map((text, index) => ({ index, embedding: vectorOf(text) })).reverse();
    response.end(JSON.stringify({ data }));
  };

const axis = (at: number) => Array.from({ length: 32 }, (_, place) => (place === at ? 1 : 0.01));

/** Knows which words mean the same, and that `penguin` means sums. */
const understanding = vectors(text => {
  const probe = PROBES.indexOf(text);
  if (probe >= 0) return axis(probe >> 1);
  return axis(/sum|penguin/.test(text) ? 20 : /calendar|event/.test(text) ? 21 : 22);
});

function parts(url: string) {
  const kept = new Map<string, Uint8Array>();
  const warnings: string[] = [];
  const memory = {
    get: async (model: string, hashes: readonly string[]) => {
      const known = hashes.map(hash => [hash, kept.get(`${model} ${hash}`)] as const);
      return new Map(known.filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined));
    },
    put: async (model: string, more: ReadonlyMap<string, Uint8Array>) => {
      for (const [hash, vector] of more) kept.set(`${model} ${hash}`, vector);
    },
  };
  const open = (more: object = {}) => {
    const embedder = new EndpointEmbedder({ url, model: 'test', apiKey: 'key', ...more });
    const logger = {
      warn: (_: object, message: string) => void warnings.push(message),
    };
    const search = new VectorSearch({
      embedder,
      memory,
      logger,
      pauseMs: 5,
      queryTimeoutMs: 500,
      batchTimeoutMs: 500,
    });
    return { vectors: search, search: new ToolSearch<SearchedTool>({ vectors: search }) };
  };
  return { open, warnings };
}

test('a model finds what words do not, and vectors are worked out once, over restarts too', async () => {
  verifies('search:vectors:once', 'search:vectors:fused');
  await using endpoint = await startEndpoint(understanding);
  const { open } = parts(endpoint.url);
  const first = open();
  await using ofFirst = first.vectors;
  await first.search.update(tools);
  await ofFirst.catchUp();
  expect((await first.search.search('penguin'))[0]?.tool.id).toBe('sums/add');
  expect((await first.search.search('remove file'))[0]?.tool.id).toBe('files/remove_file');
  const asked = endpoint.asked.length;
  expect(asked).toBe(PROBES.length + tools.length + 2);
  const second = open();
  await using ofSecond = second.vectors;
  await second.search.update(tools);
  await ofSecond.catchUp();
  expect(endpoint.asked).toHaveLength(asked);
});

test('a model that knows nothing of meaning changes nothing of what words find', async () => {
  verifies('search:vectors:fused');
  let seed = 1;
  const noise = vectors(() => Array.from({ length: 64 }, () => Math.sin(seed++ * 12.9898)));
  await using endpoint = await startEndpoint(noise);
  const { vectors: search, search: fused } = parts(endpoint.url).open();
  await using _ = search;
  await fused.update(tools);
  await search.catchUp();
  for (const query of ['remove file', 'make a folder', 'list events', 'read text'])
    expect((await fused.search(query))[0]?.tool.id).toBe((await wordsOnly(query))[0]?.tool.id);
});

async function wordsOnly(query: string) {
  const search = new ToolSearch<SearchedTool>();
  await search.update(tools);
  return search.search(query);
}

const faults: Record<string, Answer> = {
  'that answers with an error': (_, response) => void response.writeHead(500).end('no'),
  'that cuts answers off': (_, response) => void response.write('{"data":[', () => response.destroy()),
  'that never answers': () => undefined,
  'that answers with something else': (_, response) => void response.end('{"data":[{"embedding":"x"}]}'),
  'that gives too few vectors': (_, response) => void response.end('{"data":[]}'),
  'that gives vectors of several lengths': vectors(text => new Array(text.length + 1).fill(1)),
  'that gives vectors without a direction': vectors(() => [0, 0, 0]),
  'that sends elsewhere': (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
  'that answers without end': (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(' '.repeat(1 << 20)));
    };
    response.on('drain', more);
    more();
  },
};

test.each(Object.entries(faults))(
  'an endpoint %s leaves what words find, with a warning, and is asked again later',
  async (_, fault) => {
    verifies('search:vectors:faults');
    await using endpoint = await startEndpoint(fault);
    const { open, warnings } = parts(endpoint.url);
    const { vectors: search, search: fused } = open();
    await using __ = search;
    await fused.update(tools);
    await search.catchUp();
    expect(await fused.search('remove file')).toEqual(await wordsOnly('remove file'));
    expect(warnings[0]).toBe('No embeddings: tools are found by words alone');
    endpoint.state.answer = understanding;
    await expect.poll(async () => (await fused.search('penguin'))[0]?.tool.id).toBe('sums/add');
  },
);

test('an endpoint that dies is not waited for by queries, and other dimensions than asked for are refused', async () => {
  verifies('search:vectors:faults');
  await using endpoint = await startEndpoint(understanding);
  const { open, warnings } = parts(endpoint.url);
  const { vectors: search, search: fused } = open();
  await using _ = search;
  await fused.update(tools);
  await search.catchUp();
  endpoint.state.answer = (_texts, response) => void response.destroy();
  expect(await fused.search('remove file')).toEqual(await wordsOnly('remove file'));
  const narrow = open({ dimensions: 8 });
  await using __ = narrow.vectors;
  endpoint.state.answer = understanding;
  await narrow.search.update(tools);
  await narrow.vectors.catchUp();
  expect(warnings).toHaveLength(2);
});
