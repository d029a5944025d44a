import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { callTool, toolNames } from './modern-mcp.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: { server_name: string; tool_name: string; arguments: Record<string, unknown> };
}

/** An endpoint that carries out tools, and keeps what it was asked. */
async function startEndpoint(answer: (heard: Heard, response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const one: Heard = { headers: request.headers, body: JSON.parse(await text(request)) };
    heard.push(one);
    answer(one, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/tools`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

const start = (config: Record<string, unknown> = {}) =>
  startOnSqlite({
    config: { security: { allow_private_addresses: ['127.0.0.0/8'] }, ...config },
  });

async function declare(platform: TestPlatform, config: object, tools: readonly string[]): Promise<string> {
  const made = await platform.ask('POST', '/servers', { body: { name: 'mine', type: 'local', config } });
  expect([made.status, made.json.status]).toEqual([201, 'running']);
  const path = `/servers/${made.json.id}/tools`;
  for (const name of tools) expect((await platform.ask('POST', path, { body: { name } })).status).toBe(201);
  return made.json.id;
}

const execute = (platform: TestPlatform, tool_name: string, args: object = {}) =>
  platform.ask('POST', '/tools/execute', { body: { tool_name, arguments: args } });

const listed = (platform: TestPlatform) =>
  platform.gateway.inject({ method: 'GET', url: '/services/mine/tools' }).then(answer => answer.json());

test('declared tools are carried out by their endpoint, from wherever they are called', async () => {
  verifies('catalog:local:endpoint');
  await using endpoint = await startEndpoint(({ body }, response) =>
    json(response, 200, `${body.tool_name} ${body.arguments.n}`),
  );
  await using platform = await start();
  await declare(platform, { endpoint: endpoint.url }, ['add']);
  expect((await execute(platform, 'mine__add', { n: 1 })).json).toMatchObject({
    result: 'add 1',
    error: null,
  });
  await expect.poll(() => toolNames(platform)).toContain('mine__add');
  expect(await callTool(platform, 'mine__add', { n: 2 })).toBe('add 2');
  expect(await callTool(platform, 'add', { n: 3 }, { at: 'servers/mine' })).toBe('add 3');
  const called = await platform.gateway.call('add', { n: 4 }, { service: 'mine' });
  expect(called.json()).toMatchObject({ result: 'add 4' });
  expect((await listed(platform)).tools).toMatchObject([{ name: 'add', inputSchema: { type: 'object' } }]);
  expect(endpoint.heard[0]).toMatchObject({
    headers: { 'content-type': 'application/json' },
    body: { server_name: 'mine', tool_name: 'add', arguments: { n: 1 } },
  });
});

test('what an endpoint answers becomes a result: text, structure, or what MCP has', async () => {
  verifies('catalog:local:results');
  const answers: Record<string, (response: ServerResponse) => void> = {
    plain: response => response.writeHead(200, { 'content-type': 'text/plain' }).end('as it is'),
    nothing: response => response.writeHead(204).end(),
    structure: response => json(response, 200, { sum: 3 }),
    number: response => json(response, 200, 12),
    content: response => json(response, 200, { content: [{ type: 'text', text: 'mcp' }], isError: true }),
    refused: response => json(response, 422, { detail: 'n is missing' }),
    refusedPlainly: response => response.writeHead(404).end(),
  };
  await using endpoint = await startEndpoint(({ body }, response) => answers[body.tool_name]?.(response));
  await using platform = await start();
  await declare(platform, { endpoint: endpoint.url }, Object.keys(answers));
  const outcomes = Object.keys(answers).map(async name => {
    const { status, json } = await execute(platform, `mine__${name}`);
    return [name, status, json.result, json.error];
  });
  expect(await Promise.all(outcomes)).toEqual([
    ['plain', 200, 'as it is', null],
    ['nothing', 200, [], null],
    ['structure', 200, { sum: 3 }, null],
    ['number', 200, '12', null],
    ['content', 200, 'mcp', 'mcp'],
    ['refused', 200, 'n is missing', 'n is missing'],
    ['refusedPlainly', 200, 'The endpoint answered 404', 'The endpoint answered 404'],
  ]);
});

test('an endpoint that fails, lies, answers too much or redirects is a bad gateway', async () => {
  verifies('catalog:local:faults');
  const answers: Record<string, (response: ServerResponse) => void> = {
    fails: response => json(response, 500, { detail: 'secret' }),
    lies: response => response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
    floods: response => response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(9 << 20)),
    redirects: response => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    cuts: response => response.destroy(),
  };
  await using endpoint = await startEndpoint(({ body }, response) => answers[body.tool_name]?.(response));
  await using platform = await start();
  await declare(platform, { endpoint: endpoint.url }, Object.keys(answers));
  for (const name of Object.keys(answers)) {
    const { status, json } = await execute(platform, `mine__${name}`);
    expect([name, status]).toEqual([name, 502]);
    expect(json.detail).not.toContain('secret');
  }
});

test('an endpoint that is not there is 502, and another one is taken up at once', async () => {
  verifies('catalog:local:faults');
  await using endpoint = await startEndpoint((_heard, response) => json(response, 200, 'here'));
  await using platform = await start();
  const id = await declare(platform, { endpoint: 'http://127.0.0.1:1/' }, ['one']);
  expect((await execute(platform, 'mine__one')).json).toMatchObject({
    status: 502,
    code: 'GW_UPSTREAM_UNREACHABLE',
  });
  const config = { endpoint: endpoint.url };
  expect((await platform.ask('PUT', `/servers/${id}`, { body: { config } })).status).toBe(200);
  expect((await execute(platform, 'mine__one')).json.result).toBe('here');
});

test('an endpoint at a private address is refused, where it is named and where it is dialled', async () => {
  verifies('catalog:local:guarded');
  await using platform = await startOnSqlite();
  const body = { name: 'mine', type: 'local', config: { endpoint: 'http://127.0.0.1:1/' } };
  expect((await platform.ask('POST', '/servers', { body })).status).toBe(422);
  await declare(platform, { endpoint: 'http://ip6-localhost:1/' }, ['one']);
  expect((await execute(platform, 'mine__one')).status).toBe(502);
});

test('without an endpoint declared tools are listed, and a call says that nothing carries them out', async () => {
  verifies('catalog:local:listed-only');
  await using platform = await start();
  await declare(platform, {}, ['one']);
  await expect.poll(() => toolNames(platform)).toContain('mine__one');
  const why = 'Nothing carries out one: its server has no endpoint';
  expect(await callTool(platform, 'mine__one')).toBe(why);
  const refused = await execute(platform, 'mine__one');
  expect(refused.json).toMatchObject({ status: 409, code: 'GW_TOOL_NOT_CARRIED_OUT' });
});

test('tools that are declared, changed and taken away are so for everybody at once', async () => {
  verifies('catalog:local:changes');
  await using endpoint = await startEndpoint((_heard, response) => json(response, 200, 'ok'));
  await using platform = await start();
  const id = await declare(platform, { endpoint: endpoint.url }, ['one']);
  const at = 'servers/mine';
  await expect.poll(() => toolNames(platform, { at })).toEqual(['one']);
  await platform.ask('PUT', `/servers/${id}/tools`, { body: { tools: [{ name: 'two' }] } });
  await expect.poll(() => toolNames(platform, { at })).toEqual(['two']);
  expect(await callTool(platform, 'one', {}, { at })).toContain('Unknown tool');
  expect(await callTool(platform, 'two', {}, { at })).toBe('ok');
  expect((await platform.ask('POST', `/servers/${id}/stop`)).json.current_status).toBe('stopped');
  expect((await execute(platform, 'mine__two')).status).toBe(409);
  expect((await platform.ask('POST', `/servers/${id}/start`)).json.current_status).toBe('running');
  expect((await execute(platform, 'mine__two')).status).toBe(200);
});
