import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '@gw/config';
import { createPlainSpawner, McpManager, McpService, silentLogger } from '@gw/mcp-client';
import { buildApp, createSharedState, guardHttpServer, httpServerOptions } from '@gw/server';
import { SessionManager } from '@gw/sessions';

const command = [process.execPath, fileURLToPath(new URL('./dice-server.mjs', import.meta.url))];
const token = randomBytes(18).toString('base64url');
const { config } = parseConfig(
  {
    server: { auth_token: token },
    services: { dice: { command, description: 'Rolls dice' } },
    rate_limiting: { call_limit: '4 per minute' },
  },
  { env: {}, cwd: process.cwd(), configPath: 'config.json' },
);

// What the API stands on: services, and sessions with a process each.
const services = [new McpService({ name: 'dice', command, description: 'Rolls dice' })];
await using manager: McpManager = new McpManager({
  services,
  spawner: createPlainSpawner(),
  onLearned: client => sessions.offer(client),
});
await using sessions = new SessionManager({
  source: manager,
  services: new Map(services.map(service => [service.name, service])),
});
manager.start();
sessions.start();

// The application, and a server of our own in front of it. `app.listen()` would do, too.
await using shared = createSharedState();
const events: string[] = [];
const app = await buildApp({
  config,
  manager,
  sessions,
  shared,
  logger: silentLogger,
  securityLine: line => events.push(line),
  version: '1.0.0',
  isReady: () => true,
});
const server = createServer(httpServerOptions, (request, response) => app.routing(request, response));
guardHttpServer(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const ask = (path: string, { headers, ...options }: RequestInit = {}) =>
  fetch(url + path, { ...options, headers: { authorization: `Bearer ${token}`, ...headers } });
const roll = (headers: Record<string, string> = {}) =>
  ask('/services/dice/call', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ tool: 'roll', session_id: 'table-1', arguments: { sides: 20 } }),
  });

// Nothing but the probes is open.
assert.equal((await fetch(`${url}/health`)).status, 200);
assert.equal((await fetch(`${url}/services`)).status, 401);
assert.deepEqual(await (await ask('/services')).json(), {
  dice: { description: 'Rolls dice', enabled: true, command },
});

// A session keeps its process: the server counts on.
assert.match((await answerOf(await roll())).result, /^Roll 1: \d+$/);
assert.match((await answerOf(await roll())).result, /^Roll 2: \d+$/);

// A request that is repeated runs once.
const key = { 'idempotency-key': randomUUID() };
const third = await answerOf(await roll(key));
const repeated = await roll(key);
assert.equal(repeated.headers.get('idempotency-replayed'), 'true');
assert.deepEqual(await answerOf(repeated), third);

// Over a limit the answer names it, and says when to come back.
const refused = await roll();
assert.equal(refused.status, 429);
assert.ok(Number(refused.headers.get('retry-after')) >= 1);
assert.deepEqual(await refused.json(), {
  error: 'rate limit exceeded: rate_limiting.call_limit is 4 per minute',
});

// Closing the session ends its process.
assert.equal((await ask('/sessions/table-1', { method: 'DELETE' })).status, 200);
assert.deepEqual(await (await ask('/sessions')).json(), {});
assert.ok(events.some(event => event.includes('"event_type":"session_closed"')));

server.close();
await once(server, 'close');
await app.close();
process.stdout.write(`${third.result.replace(/\d+$/, '…')}\n`);

async function answerOf(response: Response): Promise<{ result: string }> {
  assert.equal(response.status, 200);
  return (await response.json()) as { result: string };
}
