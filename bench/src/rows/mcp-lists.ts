import { setTimeout as delay } from 'node:timers/promises';
import type { Effort } from '../effort.ts';
import { type InspectedLine, startInspected } from '../inspected-line.ts';
import { gateway } from '../line-kinds.ts';
import { messageOf, takePlace, timedMcp } from '../mcp-request.ts';
import { manyTools } from '../measured-services.ts';
import { quiet, residentBytes } from '../process-tree.ts';
import { atMost, type Row, rowOf } from '../row.ts';
import { quantile } from '../statistics.ts';

const servers = 100;
const toolsOfEach = 20;
const clients = 16;

/** `tools/list` of all servers at once: how long a page takes, and what a tool takes in memory. */
export async function measureMcpLists({ largeResults }: Effort): Promise<Row[]> {
  const few = await startWith(1);
  const fewBytes = await bytesAtRest(few);
  await few[Symbol.asyncDispose]();
  await using many = await startWith(toolsOfEach);
  const tools = servers * (toolsOfEach - 1);
  const bytesOfTool = ((await bytesAtRest(many)) - fewBytes) / tools;
  return [
    rowOf({
      what: `MCP: tools/list, p99 of ${clients} clients`,
      unit: 'ms',
      figure: quantile(await listings(many, largeResults * 100), 0.99),
      goal: atMost(10),
    }),
    rowOf({ what: 'MCP: memory of a listed tool', unit: 'KB', figure: bytesOfTool / 1024, goal: atMost(10) }),
  ];
}

/** A gateway that has learned and listed so many tools of each server. */
async function startWith(count: number): Promise<InspectedLine> {
  const services = Array.from({ length: servers }, (_, index) => [`server${index}`, manyTools(count)]);
  const inspected = await startInspected(gateway, Object.fromEntries(services));
  try {
    await inspected.line.firstAnswer({ method: 'GET', path: '/readyz' });
    // Servers are learned beside listening: the list is whole when the last of them is.
    const limit = performance.now() + 120_000;
    let listed = await listAll(inspected);
    while (listed < servers * count && performance.now() < limit) {
      await delay(200);
      listed = await listAll(inspected);
    }
    if (listed !== servers * count) throw new Error(`${listed} tools were listed, not ${servers * count}`);
    return inspected;
  } catch (error) {
    await inspected[Symbol.asyncDispose]();
    throw error;
  }
}

/** How many tools there are, on all pages. */
async function listAll({ line }: InspectedLine): Promise<number> {
  using connection = line.connect();
  const place = await takePlace(connection, '2026', '/mcp/gateway');
  let [listed, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const { body } = await timedMcp(connection, place, 'tools/list', cursor === undefined ? {} : { cursor });
    const { result } = messageOf(body) as { result: { tools: unknown[]; nextCursor?: string } };
    listed += result.tools.length;
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return listed;
}

async function bytesAtRest({ line, collectGarbage }: InspectedLine): Promise<number> {
  await quiet(line.pid);
  await collectGarbage();
  return residentBytes(line.pid);
}

/** Milliseconds of each first page, listed by all clients at once. */
async function listings({ line }: InspectedLine, count: number): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      using connection = line.connect();
      const place = await takePlace(connection, '2026', '/mcp/gateway');
      for (let i = 0; i < count / clients; i++)
        latencies.push((await timedMcp(connection, place, 'tools/list', {})).ms);
    }),
  );
  return latencies.slice(clients);
}
