// Calls a tool as a voice agent would, with @gw/agent-skill alone: no agent, no SDK. `node main.ts [NAME]`
// GATEWAY_URL names a gateway with the greeter service, and MCP_GATEWAY_AUTH_USER with
// MCP_GATEWAY_AUTH_PASSWORD, or MCP_GATEWAY_AUTH_TOKEN, its credentials; without it a small stand-in answers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { McpGatewaySkill } from '@gw/agent-skill';
import { startSmallGateway } from './small-gateway.ts';

const [name = 'World'] = process.argv.slice(2);
const { GATEWAY_URL } = process.env;

await using small = await startSmallGateway();
await using skill = new McpGatewaySkill(
  {
    ...(GATEWAY_URL ? { gateway_url: GATEWAY_URL } : { gateway_url: small.url, auth_token: small.token }),
    services: [{ name: 'greeter', tools: '*' }],
  },
  // Skills may not reach this machine's own addresses unless this says so.
  { env: { ...process.env, SWML_ALLOW_PRIVATE_URLS: 'true' } },
);
await skill.start();

const names = skill.getTools().map(tool => tool.name);
assert(names.includes('mcp_greeter_greet'), `The gateway has no greeter: ${names.join(', ')}`);

const call = { call_id: randomUUID() };
const { response } = await skill.invoke('mcp_greeter_greet', { name }, call);
process.stdout.write(`${response}\n`);
assert.equal(response, `Hello, ${name}!`);

await skill.hangup(call);
assert.equal(small.sessions.size, 0, 'The session is still open');
