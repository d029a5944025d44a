// The greeter as a Node program, so that the example is proven on machines without Python too.
import { createInterface } from 'node:readline';

const greet = {
  name: 'greet',
  description: 'Greet someone by name',
  inputSchema: {
    type: 'object',
    properties: { name: { type: 'string', description: 'Name to greet' } },
    required: ['name'],
  },
};

function answer({ method, params }) {
  if (method === 'tools/list') return { tools: [greet] };
  if (method === 'tools/call')
    return { content: [{ type: 'text', text: `Hello, ${params.arguments.name}!` }] };
  return {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'greeter', version: '1.0.0' },
  };
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, ...message } = JSON.parse(line);
  if (id !== undefined)
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: answer(message) })}\n`);
});
