// An MCP server with a state: a shopping basket. Each process has its own.
import { createInterface } from 'node:readline';

const basket = [];

const tools = {
  add({ item }) {
    basket.push(item);
    return `${basket.length} in the basket`;
  },
  list: () => basket.join(', ') || 'nothing',
  /** As a server does that has a bug. */
  crash: () => process.exit(1),
};

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'basket', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: Object.keys(tools).map(name => ({ name, inputSchema: { type: 'object' } })),
  }),
  'tools/call': ({ name, arguments: args }) => ({
    content: [{ type: 'text', text: tools[name](args) }],
  }),
};

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  const result = answers[method]?.(params);
  if (result) process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
});
