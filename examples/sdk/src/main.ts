// Uses the platform API with @gw/sdk alone. GATEWAY_URL names a gateway with the greeter service, and
// MCP_GATEWAY_AUTH_TOKEN its token; without them, MCPGATEWAY_URL and MCPGATEWAY_TOKEN do, as for every client.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { ForbiddenError, GatewayError, McpGateway } from '@gw/sdk';

const { GATEWAY_URL: url, MCP_GATEWAY_AUTH_TOKEN: apiKey } = process.env;
const say = (text: string) => process.stdout.write(`${text}\n`);

await using gateway = new McpGateway({ url, apiKey });

// A gateway that has just been started opens its database beside listening.
const servers = await retryWhileStarting(() => gateway.servers.list());
say(servers.map(({ name, type }) => `${name}: ${type}`).join('\n'));

const greeter = servers.find(({ name }) => name === 'greeter');
assert(greeter, 'The gateway has no greeter');
await gateway.servers.start(greeter.id);

const [best] = await gateway.tools.search('greet somebody by name', { server_ids: [greeter.id] });
say(`found: ${best?.tool_name}`);
assert.equal(best?.tool_name, 'greeter__greet');
const { result } = await gateway.tools.execute('greeter__greet', { name: 'Ada' });
assert.equal(result, 'Hello, Ada!');

// Within a session, only what it allows.
const session = await gateway.sessions.create({ denied_tool_names: ['greeter__*'] });
await using within = gateway.with({ headers: { 'X-Session-Id': session.id } });
await assert.rejects(within.tools.execute('greeter__greet', { name: 'Ada' }), ForbiddenError);
await gateway.sessions.delete(session.id, { hard_delete: true });

// A key that reads, and nothing else.
const key = await gateway.auth.createApiKey({ name: 'reader', scopes: ['servers:read'], expires_in_days: 1 });
await using reader = gateway.with({ apiKey: key.key });
assert.equal((await reader.servers.get(greeter.id)).name, 'greeter');
await assert.rejects(reader.cache.set('a', 1), ForbiddenError);
await gateway.auth.revokeApiKey(key.id);
say('refused what was not allowed');

async function retryWhileStarting<T>(ask: () => Promise<T>, patience = 50): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GatewayError) || error.statusCode !== 503 || patience === 0) throw error;
    await delay(200);
    return retryWhileStarting(ask, patience - 1);
  }
}
