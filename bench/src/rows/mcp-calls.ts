import type { Effort } from '../effort.ts';
import { Line, type LineKind, type Services } from '../line.ts';
import { bareMcpLine, bareProxy, gateway, mcpServer } from '../line-kinds.ts';
import { LoadProcess } from '../load-process.ts';
import { type McpEra, mcpEras } from '../mcp-request.ts';
import { mcpEcho } from '../measured-services.ts';
import { compare, type Figures, warmUp } from '../rounds.ts';
import { type Row, ratioAtLeast, ratioAtMost, rowOf } from '../row.ts';

const levels = [1, 16, 64] as const;

/** `tools/call` over Streamable HTTP: client and server of one era, the server behind a pipe and behind HTTP. */
export async function measureMcpCalls({ mcp }: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const era of mcpEras) {
    rows.push(...(await measured(era, 'stdio', bareMcpLine, { echo: mcpEcho(era) }, mcp)));
    await using server = await Line.start(mcpServer(era), {});
    rows.push(...(await measured(era, 'HTTP', bareProxy, { echo: { url: `${server.url}/mcp` } }, mcp)));
  }
  return rows;
}

async function measured(
  era: McpEra,
  behind: string,
  bare: LineKind,
  services: Services,
  effort: Effort['mcp'],
): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const load = stack.use(new LoadProcess());
  const lines: Line[] = [];
  for (const kind of [bare, gateway]) lines.push(stack.use(await Line.start(kind, services)));
  const run = ({ url, authorization }: Line, clients: number, durationMs: number) =>
    load.run({ protocol: era, service: 'echo', url, authorization, clients, durationMs });
  for (const line of lines) await warmUp(line, run, effort.warmUpCalls);
  const rows: Row[] = [];
  for (const clients of levels) {
    const figures = await compare(lines, clients, run, effort);
    rows.push(...rowsOf(`MCP ${era}, ${behind}, ${clients}`, bare.name, figures));
  }
  return rows;
}

function rowsOf(what: string, name: LineKind['name'], figures: ReadonlyMap<string, Figures>): Row[] {
  const [ours, limit] = [figures.get('gateway'), figures.get(name)];
  if (!ours || !limit) throw new Error(`The gateway and the ${name} were not both measured`);
  return [
    rowOf({
      what: `${what}: calls`,
      unit: 'calls/s',
      figure: ours.callsPerSecond,
      against: { name, figure: limit.callsPerSecond },
      goal: ratioAtLeast(0.8),
    }),
    rowOf({
      what: `${what}: p99`,
      unit: 'ms',
      figure: ours.p99Ms,
      against: { name, figure: limit.p99Ms },
      goal: ratioAtMost(1.3),
    }),
  ];
}
