import { setTimeout as delay } from 'node:timers/promises';
import type { Effort } from '../effort.ts';
import type { HttpRequest } from '../http-connection.ts';
import { keepServers } from '../kept-records.ts';
import { Line } from '../line.ts';
import { gatewayWith } from '../line-kinds.ts';
import { LoadProcess } from '../load-process.ts';
import { mcpRequest } from '../mcp-request.ts';
import { atMost, type Row, rowOf } from '../row.ts';
import { median } from '../statistics.ts';

const toolsEach = 20;
const goalMs = 1_000;
const clients = 16;

const servers: HttpRequest = { method: 'GET', path: '/api/v1/servers?page_size=100' };
const tools = mcpRequest({ era: '2026', path: '/mcp/gateway' }, 'tools/list', {});
const queries = [
  'rename a picture',
  'make an invoice',
  'what is in my calendar',
  'throw a branch away',
  'mail',
];

/** A start of the command with many servers known from an earlier run, and the search of their tools. */
export async function measurePlatformRestart({ starts, platform }: Effort): Promise<Row[]> {
  const kind = gatewayWith(store => keepServers(store, platform.servers, toolsEach));
  const [serversMs, toolsMs]: [number[], number[]] = [[], []];
  for (let n = 1; n < starts; n++) {
    await using line = await Line.launch(kind, {});
    const [server, tool] = await Promise.all([
      firstWith(line, servers, '"server-0"'),
      firstWith(line, tools, '"server-0__'),
    ]);
    serversMs.push(server);
    toolsMs.push(tool);
  }
  await using line = await Line.launch(kind, {});
  await firstWith(line, servers, '"server-0"');
  await using load = new LoadProcess();
  const requests = queries.map(query => ({ method: 'POST', path: '/api/v1/tools/search', body: { query } }));
  const search = (durationMs: number) =>
    load.run({ protocol: 'rest', service: '', requests, clients, durationMs, ...addressOf(line) });
  await search(platform.roundMs);
  const p99: number[] = [];
  for (let round = 0; round < platform.rounds; round++) p99.push((await search(platform.roundMs)).p99Ms);
  const known = `${platform.servers} servers, ${platform.servers * toolsEach} tools`;
  return [
    row(`Start with ${known}: servers listed`, median(serversMs), goalMs),
    row(`Start with ${known}: tools listed over MCP`, median(toolsMs), goalMs),
    row(`Search of ${known}, ${clients}: p99`, median(p99), 25),
  ];
}

const row = (what: string, figure: number, goal: number) =>
  rowOf({ what, unit: 'ms', figure, goal: atMost(goal) });

const addressOf = ({ url, authorization }: Line) => ({ url, authorization });

/** Milliseconds from the start of the command until an answer has what was wanted. */
async function firstWith(line: Line, request: HttpRequest, wanted: string): Promise<number> {
  using connection = line.connect();
  const bytes = connection.encode(request);
  for (let tries = 0; tries < 20_000; tries++) {
    const answer = await connection.send(bytes).catch(() => undefined);
    if (answer?.status === 200 && answer.body.includes(wanted)) return performance.now() - line.startedAt;
    await delay(3);
  }
  throw new Error(`${request.path} never had ${wanted}`);
}
