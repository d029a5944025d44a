import type { Effort } from '../effort.ts';
import type { HttpRequest } from '../http-connection.ts';
import { keepKeys } from '../kept-records.ts';
import { Line } from '../line.ts';
import { gatewayWith } from '../line-kinds.ts';
import { LoadProcess } from '../load-process.ts';
import { mcpRequest } from '../mcp-request.ts';
import { mcpEcho } from '../measured-services.ts';
import { type Row, ratioAtLeast, rowOf } from '../row.ts';
import { median } from '../statistics.ts';

const clients = 16;
const keys = 10_000;

const execute: HttpRequest = {
  method: 'POST',
  path: '/api/v1/tools/execute',
  body: { tool_name: 'echo__echo', arguments: { text: 'hello' } },
};
const overMcp = mcpRequest({ era: '2026', path: '/mcp/servers/echo' }, 'tools/call', {
  name: 'echo',
  arguments: { text: 'hello' },
});
const lookUp: HttpRequest = { method: 'GET', path: '/api/v1/tools/by-name?name=echo__echo' };

/** Executing a tool beside the same call over MCP, and a request with one key of many beside the owner's own. */
export async function measurePlatformCalls({ platform }: Effort): Promise<Row[]> {
  await using line = await Line.start(
    gatewayWith(store => keepKeys(store, keys)),
    { echo: mcpEcho('2026') },
  );
  await line.firstAnswer(execute);
  using connection = line.connect();
  const made = await connection.request({
    method: 'POST',
    path: '/api/v1/users/me/api-keys',
    body: { name: 'bench', rate_limit_rpm: 1_000_000 },
  });
  const { key } = JSON.parse(made.body) as { key: string };
  await using load = new LoadProcess();
  const run = (request: HttpRequest, authorization: string, durationMs = platform.roundMs) =>
    load.run({
      protocol: 'rest',
      service: '',
      url: line.url,
      authorization,
      requests: [request],
      clients,
      durationMs,
    });
  const owner = line.authorization;
  const compared = async (one: () => ReturnType<typeof run>, other: () => ReturnType<typeof run>) => {
    const figures: [number[], number[]] = [[], []];
    await one();
    await other();
    for (let round = 0; round < 2 * platform.rounds; round++) {
      figures[0].push((await one()).callsPerSecond);
      figures[1].push((await other()).callsPerSecond);
    }
    return [median(figures[0]), median(figures[1])] as const;
  };
  const [executed, called] = await compared(
    () => run(execute, owner),
    () => run(overMcp, owner),
  );
  const [withKey, withPassword] = await compared(
    () => run(lookUp, `Bearer ${key}`),
    () => run(lookUp, owner),
  );
  return [
    rowOf({
      what: `Execute a tool, ${clients}: calls`,
      unit: 'calls/s',
      figure: executed,
      against: { name: 'over MCP', figure: called },
      goal: ratioAtLeast(0.9),
    }),
    rowOf({
      what: `A key of ${keys}, ${clients}: requests`,
      unit: 'calls/s',
      figure: withKey,
      against: { name: 'the owner', figure: withPassword },
      goal: ratioAtLeast(0.95),
    }),
  ];
}
