import { request } from 'node:http';
import type { Effort } from '../effort.ts';
import { Line } from '../line.ts';
import { bareMcpLine, gateway } from '../line-kinds.ts';
import { type McpPlace, mcpRequest, takePlace } from '../mcp-request.ts';
import { mcpEcho } from '../measured-services.ts';
import { peakResidentBytes } from '../process-tree.ts';
import { atMost, type Row, ratioAtLeast, rowOf } from '../row.ts';
import { median } from '../statistics.ts';

const length = 10_000_000;

/** A result of 10 MB, one after another: how fast it passes, and what the gateway takes for it at most. */
export async function measureMcpLarge({ largeResults }: Effort): Promise<Row[]> {
  const services = { echo: mcpEcho('2025') };
  await using bare = await Line.start(bareMcpLine, services);
  await using ours = await Line.start(gateway, services);
  const places = new Map<Line, McpPlace>();
  const speeds = new Map<Line, number[]>();
  for (const line of [bare, ours]) {
    using connection = line.connect();
    places.set(line, await takePlace(connection, '2025', '/mcp/servers/echo'));
    speeds.set(line, []);
  }
  for (let i = 0; i < largeResults; i++)
    for (const [line, place] of places) speeds.get(line)?.push(await speedOf(line, place));
  return [
    rowOf({
      what: 'MCP: results of 10 MB',
      unit: 'MB/s',
      figure: median(speeds.get(ours) ?? []),
      against: { name: 'bare line', figure: median(speeds.get(bare) ?? []) },
      goal: ratioAtLeast(0.5),
    }),
    rowOf({
      what: `MCP: most memory, ${largeResults} results of 10 MB`,
      unit: 'MB',
      figure: (await peakResidentBytes(ours.pid)) / 1e6,
      goal: atMost(400),
    }),
  ];
}

/** Megabytes of a result's text in a second. The bytes are counted, not kept: that costs the client least. */
async function speedOf({ url, authorization }: Line, place: McpPlace): Promise<number> {
  const { path, headers, body } = mcpRequest(place, 'tools/call', { name: 'fill', arguments: { length } });
  const start = performance.now();
  const bytes = await new Promise<number>((resolve, reject) => {
    const sent = request(url + path, {
      method: 'POST',
      headers: { ...headers, authorization, 'content-type': 'application/json' },
    });
    sent.once('error', reject).once('response', response => {
      let received = 0;
      response.on('data', (chunk: Buffer) => (received += chunk.length));
      response.once('error', reject).once('end', () => resolve(received));
    });
    sent.end(JSON.stringify(body));
  });
  if (bytes < length) throw new Error(`${url} answered with ${bytes} bytes`);
  return length / 1e3 / (performance.now() - start);
}
