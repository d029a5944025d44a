// A whole MCP server without any package: counts, and tells the client when it has learned to count down.
import { createInterface } from 'node:readline';

let count = 0;
const tools = [
  {
    name: 'up',
    description: 'Adds to the count',
    inputSchema: { type: 'object', properties: { by: { type: 'integer' } } },
  },
];

const send = message => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

const methods = {
  initialize: () => ({
    protocolVersion: '2025-11-25',
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'counter', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: { by = 1 } = {} }) => {
    count += name === 'down' ? -by : by;
    if (tools.length === 1) {
      tools.push({ name: 'down', description: 'Takes from the count', inputSchema: { type: 'object' } });
      send({ method: 'notifications/tools/list_changed' });
    }
    return { content: [{ type: 'text', text: `The count is ${count}` }], structuredContent: { count } };
  },
};

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const answer = methods[method];
  send(
    answer
      ? { id, result: answer(params ?? {}) }
      : { id, error: { code: -32601, message: `No method ${method}` } },
  );
});
