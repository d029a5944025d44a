import { expect, test } from 'vitest';
import { Line } from '../src/line.ts';
import { bareMcpLine, bareProxy, mcpServer } from '../src/line-kinds.ts';
import { LoadProcess } from '../src/load-process.ts';
import { mcpEras, messageOf, takePlace, timedMcp } from '../src/mcp-request.ts';
import { manyTools, mcpEcho } from '../src/measured-services.ts';
import { processTree } from '../src/process-tree.ts';

test.each(mcpEras)('the bare line carries calls of the %s era to a server process', async era => {
  await using line = await Line.start(bareMcpLine, { echo: mcpEcho(era) });
  await using load = new LoadProcess();
  const { url, authorization } = line;
  const order = { protocol: era, service: 'echo', url, authorization, clients: 3, durationMs: 100 };
  expect((await load.run(order)).calls).toBeGreaterThan(0);
  // A second order uses the sessions of the first.
  expect((await load.run(order)).calls).toBeGreaterThan(0);
  const [, ...servers] = await processTree(line.pid);
  expect(servers).toHaveLength(era === '2025' ? 3 : 1);
});

test.each(mcpEras)('the bare proxy carries calls of the %s era to a server over HTTP', async era => {
  await using server = await Line.start(mcpServer(era), {});
  await using line = await Line.start(bareProxy, { echo: { url: `${server.url}/mcp` } });
  await using load = new LoadProcess();
  const { url, authorization } = line;
  const order = { protocol: era, service: 'echo', url, authorization, clients: 2, durationMs: 100 };
  expect((await load.run(order)).calls).toBeGreaterThan(0);
});

test('a long result passes whole', async () => {
  await using line = await Line.start(bareMcpLine, { echo: mcpEcho('2025') });
  using connection = line.connect();
  const place = await takePlace(connection, '2025', '/mcp/servers/echo');
  const params = { name: 'fill', arguments: { length: 1_000_000 } };
  expect((await timedMcp(connection, place, 'tools/call', params)).body).toContain('x'.repeat(1_000_000));
});

test('a server with many tools has as many as it was told', async () => {
  await using line = await Line.start(bareMcpLine, { tools: manyTools(20) });
  using connection = line.connect();
  const place = await takePlace(connection, '2025', '/mcp/servers/tools');
  const { body } = await timedMcp(connection, place, 'tools/list', {});
  expect(messageOf(body)).toMatchObject({ result: { tools: { length: 20 } } });
});

test.each([
  ['JSON', '{"id":1}'],
  ['a stream of events', 'event: message\nid: 1\ndata: {"method":"x"}\n\nevent: message\ndata: {"id":1}\n\n'],
])('the answer is found in %s', (_name, body) => {
  expect(messageOf(body)).toEqual({ id: 1 });
});
