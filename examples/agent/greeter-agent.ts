// A voice agent that greets people by name, with the greeter of an MCP gateway.
// GATEWAY_URL says where the gateway is; MCP_GATEWAY_AUTH_USER and MCP_GATEWAY_AUTH_PASSWORD, or
// MCP_GATEWAY_AUTH_TOKEN, are its credentials. A gateway on this machine needs SWML_ALLOW_PRIVATE_URLS=true.
import { createAgent, runAgent } from '@gw/agent-demo';
import { McpGatewaySkill } from '@gw/agent-skill';

const agent = createAgent({
  name: 'greeter-agent',
  languages: [{ name: 'English', code: 'en-US', voice: 'rime.spore' }],
  prompt: [
    { title: 'Role', body: 'You are a friendly assistant that can greet people by name.' },
    {
      title: 'Guidelines',
      bullets: [
        'When users want to greet someone, use the mcp_greeter_greet function',
        'Always be friendly and helpful',
        'The greet function requires a name parameter',
      ],
    },
  ],
  skills: [
    new McpGatewaySkill({
      gateway_url: process.env.GATEWAY_URL ?? 'http://localhost:8080',
      services: [{ name: 'greeter', tools: '*' }],
    }),
  ],
});

export default agent;

await runAgent(agent, import.meta.url);
