// Imports published servers from the real registries: by the commands that the documentation has, and each of the
// list that comes with the gateway. Needs the network, and the built command.
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningGateway, runCommand, startGateway } from '../e2e/gateway.ts';
import { connections } from '../e2e/mcp-clients.ts';

const commands = [
  {
    line: 'mcp-gateway add npm:@modelcontextprotocol/server-everything --name everything',
    server: 'everything',
    call: { name: 'echo', arguments: { message: 'hello' } },
    says: /hello/,
  },
  {
    line: 'mcp-gateway add pypi:mcp-server-time',
    server: 'time',
    call: { name: 'get_current_time', arguments: { timezone: 'UTC' } },
    says: /UTC/,
  },
];

type Json = Record<string, unknown>;

async function ask(gateway: RunningGateway, method: string, path: string, body?: Json): Promise<Json> {
  const { status, json, text } = await gateway.request(`/api/v1${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
}

async function untilOpen(gateway: RunningGateway): Promise<void> {
  while ((await gateway.request('/api/v1/servers')).status === 503) await delay(100);
}

/** The documented command, and a call by an MCP client. */
async function addByCommand(
  gateway: RunningGateway,
  { line, server, call, says }: (typeof commands)[number],
) {
  const env = { MCPGATEWAY_URL: gateway.url, MCPGATEWAY_TOKEN: gateway.token };
  const { code, stdout, stderr } = await runCommand(line.split(' ').slice(1), { cwd: gateway.folder, env });
  if (code !== 0) throw new Error(`${line}: ${stderr}`);
  const client = await connections[3]!.connect(gateway, server);
  try {
    const answer = JSON.stringify(await client.callTool(call));
    if (!says.test(answer)) throw new Error(`${server} says ${answer}`);
  } finally {
    await client.close();
  }
  process.stdout.write(stdout);
}

/** One of the list: installed, asked for its tools, removed. */
async function tryEntry(gateway: RunningGateway, { registry_id, needs }: Json): Promise<string> {
  const required = (needs as { name: string; required: boolean }[]).filter(({ required }) => required);
  const server = await ask(gateway, 'POST', '/servers/catalog-imports', {
    registry: 'builtin',
    registry_id,
    name: `${registry_id}-of-the-list`,
    config_overrides: { env: Object.fromEntries(required.map(({ name }) => [name, 'none'])) },
  });
  for (;;) {
    const { status, result, error } = await ask(gateway, 'GET', `/operations/${server.operation_id}`);
    if (status === 'failed') throw new Error(`${registry_id}: ${error}`);
    if (status === 'done') {
      await gateway.request(`/api/v1/servers/${server.id}`, { method: 'DELETE' });
      const { version, tool_count } = result as Json;
      return `builtin:${registry_id} ${version}: ${tool_count} tools\n`;
    }
    await delay(300);
  }
}

// How this host reaches registries stands in its environment.
await using gateway = await startGateway({ env: process.env as Record<string, string> });
await untilOpen(gateway);
for (const command of commands) await addByCommand(gateway, command);
const { items } = await ask(gateway, 'GET', '/catalog/search');
for (const entry of (items as Json[]).filter(({ registry }) => registry === 'builtin')) {
  process.stdout.write(await tryEntry(gateway, entry));
}
