import { setImmediate as nextTurn } from 'node:timers/promises';
import { type SearchedTool, ToolSearch, type WordNet } from '@gw/catalog';
import type { Query } from './recall.ts';

const TOOLS = 20_000;
const CLIENTS = 16;
const SEARCHES = 100;

/** What search costs with many tools: those that there are, again and again under other servers. */
export async function measureSpeed(
  tools: readonly SearchedTool[],
  queries: readonly Query[],
  meanings: WordNet,
): Promise<{ readonly p99Ms: number; readonly memoryMB: number }> {
  const many = Array.from({ length: TOOLS }, (_, at) => again(tools[at % tools.length] as SearchedTool, at));
  const before = await memoryInUse();
  const search = new ToolSearch<SearchedTool>({ meanings });
  await search.update(many);
  const memoryMB = (await memoryInUse()) - before;
  const times: number[] = [];
  let next = 0;
  const client = async () => {
    for (let count = 0; count < SEARCHES; count++) {
      const { query } = queries[next++ % queries.length] as Query;
      // All clients ask at once, as they would over connections: each waits for those before it.
      const asked = performance.now();
      await nextTurn();
      await search.search(query);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  times.sort((a, b) => a - b);
  return { p99Ms: times[Math.floor(times.length * 0.99)] ?? 0, memoryMB };
}

const again = (tool: SearchedTool, at: number): SearchedTool => ({
  ...tool,
  id: `${tool.id} ${at}`,
  serverName: `${tool.serverName}-${at}`,
});

async function memoryInUse(): Promise<number> {
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.();
    await nextTurn();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}
