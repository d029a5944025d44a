// A whole MCP server without any package: rolls dice, and counts the rolls.
let rolls = 0;

const methods = {
  initialize: () => ({
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'dice', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: [
      {
        name: 'roll',
        description: 'Rolls a die',
        inputSchema: { type: 'object', properties: { sides: { type: 'integer', default: 6 } } },
      },
    ],
  }),
  'tools/call': ({ arguments: { sides = 6 } = {} }) => {
    const eyes = 1 + Math.floor(Math.random() * sides);
    return {
      content: [{ type: 'text', text: `Roll ${++rolls}: ${eyes}` }],
      structuredContent: { eyes },
    };
  },
};

let rest = '';
for await (const chunk of process.stdin.setEncoding('utf8')) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const { id, method, params } of lines.map(line => JSON.parse(line))) {
    if (id === undefined) continue;
    const answer = methods[method];
    const outcome = answer
      ? { result: answer(params ?? {}) }
      : { error: { code: -32601, message: `No method ${method}` } };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`);
  }
}
