import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EndpointEmbedder, type SearchedTool, ToolSearch, VectorSearch, WordNet } from '@gw/catalog';
import { measuredServers } from './measured-servers.ts';
import { readTools } from './read-tools.ts';
import { isHeldOut, type Query, recall } from './recall.ts';
import { measureSpeed } from './speed.ts';
import { startStandIn } from './stand-in-embedder.ts';

const usage = `Usage: npm run bench:search -- [--url URL --model NAME [--api-key-env NAME]] [--check]

Reads the tools of published MCP servers (from npm, once, into node_modules/.cache) and looks for them.

  --url          an embeddings endpoint in place of the stand-in, with --model
  --api-key-env  the environment variable with its key
  --check        exit with 1 when a goal is missed
`;

const bench = join(import.meta.dirname, '../..');
const cacheFolder = join(bench, '../node_modules/.cache/bench-search');

/** Part of the queries that don't use a tool's own words for which it has to be among the first five. */
const GOALS = { withoutModel: 0.7, withModel: 0.8 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      model: { type: 'string' },
      'api-key-env': { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || (values.url === undefined) !== (values.model === undefined)) {
    process.stderr.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const tools = await allTools();
  const queries: readonly Query[] = JSON.parse(await readFile(join(bench, 'search/queries.json'), 'utf8'));
  using meanings = WordNet.open();
  await using standIn = await startStandIn();
  const embedder = new EndpointEmbedder({
    url: values.url ?? standIn.url,
    model: values.model ?? 'stand-in',
    apiKey: process.env[values['api-key-env'] ?? ''],
  });
  const memory = { get: async () => new Map(), put: async () => undefined };
  const logger = { warn: (_: object, message: string) => void process.stderr.write(`${message}\n`) };
  await using vectors = new VectorSearch({ embedder, memory, logger, queryTimeoutMs: 30_000 });
  const words = new ToolSearch<SearchedTool>({ meanings });
  const fused = new ToolSearch<SearchedTool>({ meanings, vectors });
  await words.update(tools);
  await fused.update(tools);
  await vectors.catchUp();
  const byWords = async (query: string) =>
    (await words.search(query, { limit: tools.length })).map(({ tool }) => tool);
  const byBoth = async (query: string) =>
    (await fused.search(query, { limit: tools.length })).map(({ tool }) => tool);
  const byVectors = async (query: string) =>
    ((await vectors.rank(query))?.numbers ?? []).flatMap(number => tools[number] ?? []);
  const model = values.model ?? 'stand-in';
  process.stdout.write(
    `${tools.length} tools of ${measuredServers.length} servers, ${queries.length} queries\n\n`,
  );
  process.stdout.write(
    '| mode | queries | number | recall@1 | recall@5 | MRR |\n|---|---|---|---|---|---|\n',
  );
  const ofWords = await report('words', byWords, queries);
  await report(`vectors of ${model}`, byVectors, queries);
  const ofBoth = await report(`words and ${model}`, byBoth, queries);
  const speed = await measureSpeed(tools, queries, meanings);
  process.stdout.write(
    `\n20,000 tools, 16 clients: p99 ${speed.p99Ms.toFixed(1)} ms (goal 25), ${speed.memoryMB.toFixed(0)} MB more memory (goal 100)\n`,
  );
  const missed = ofWords < GOALS.withoutModel || (values.url !== undefined && ofBoth < GOALS.withModel);
  if (values.check && (missed || speed.p99Ms > 25 || speed.memoryMB > 100)) process.exitCode = 1;
}

async function allTools(): Promise<SearchedTool[]> {
  const tools: SearchedTool[] = [];
  for (const server of measuredServers)
    for (const { name, description = '', inputSchema = {} } of await readTools(server, cacheFolder))
      tools.push({
        id: `${server.name} ${name}`,
        serverName: server.name,
        serverDescription: server.description,
        effective: { name, qualifiedName: `${server.name}__${name}`, description, inputSchema },
      });
  return tools;
}

/** Prints a mode's rows; gives recall@5 on the queries that avoid the tools' own words. */
async function report(
  mode: string,
  find: (query: string) => Promise<readonly SearchedTool[]>,
  queries: readonly Query[],
): Promise<number> {
  const places: (number | undefined)[] = [];
  for (const { query, expected } of queries) {
    const place = (await find(query)).findIndex(({ id }) => expected.includes(id));
    places.push(place < 0 ? undefined : place);
  }
  const row = (title: string, belongs: (query: Query, at: number) => boolean) => {
    const result = recall(places.filter((_, at) => belongs(queries[at] as Query, at)));
    const figures = [result.at1, result.at5, result.reciprocalRank].map(figure => figure.toFixed(2));
    process.stdout.write(`| ${[mode, title, result.queries, ...figures].join(' | ')} |\n`);
    return result.at5;
  };
  const inOtherWords = ({ kind }: Query) => kind !== 'easy';
  for (const kind of ['easy', 'paraphrase', 'hard'] as const) row(kind, query => query.kind === kind);
  row('in other words, tuned on', (query, at) => inOtherWords(query) && !isHeldOut(at));
  row('in other words, held out', (query, at) => inOtherWords(query) && isHeldOut(at));
  return row('in other words', inOtherWords);
}

await main();
