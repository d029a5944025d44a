// The MCP server behind every line that is measured: one tool, `echo`, that gives its text back.
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'echo', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: [
      {
        name: 'echo',
        description: 'Gives its text back',
        inputSchema: {
          type: 'object',
          properties: { text: { type: 'string', description: 'What to give back' } },
          required: ['text'],
        },
      },
    ],
  }),
  'tools/call': params => ({ content: [{ type: 'text', text: String(params.arguments.text) }] }),
};

function answer({ id, method, params }) {
  if (id === undefined) return; // a notification
  const outcome = Object.hasOwn(answers, method)
    ? { result: answers[method](params ?? {}) }
    : { error: { code: -32601, message: `Method not found: ${method}` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`);
}

let rest = '';
process.stdin.setEncoding('utf8').on('data', chunk => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) if (line) answer(JSON.parse(line));
});
