// Calls the tools of an MCP gateway as an agent would, with no agent and no SDK: `node main.ts [NAME]`.
// GATEWAY_URL says where the gateway is; MCP_GATEWAY_AUTH_USER and MCP_GATEWAY_AUTH_PASSWORD, or
// MCP_GATEWAY_AUTH_TOKEN, are its credentials. A gateway on this machine needs SWML_ALLOW_PRIVATE_URLS=true.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { McpGatewaySkill } from '@gw/agent-skill';

const [name = 'World'] = process.argv.slice(2);

await using skill = new McpGatewaySkill({
  gateway_url: process.env.GATEWAY_URL ?? 'http://localhost:8080',
  services: ['greeter'],
});
await skill.start();

const names = skill.getTools().map(tool => tool.name);
assert(names.includes('mcp_greeter_greet'), `The gateway has no greeter: ${names.join(', ')}`);

const call = { call_id: randomUUID() };
const { response } = await skill.invoke('mcp_greeter_greet', { name }, call);
process.stdout.write(`${response}\n`);
assert.equal(response, `Hello, ${name}!`);

await skill.hangup(call);
