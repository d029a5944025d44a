// A server with so many tools, each as long as tools are. `node tools-server.mjs COUNT`
const capabilities = { tools: {} };
const property = index => [
  `field_${index}`,
  { type: 'string', description: `What the tool needs to know about its field number ${index}` },
];
const tools = Array.from({ length: Number(process.argv[2]) }, (_, index) => ({
  name: `tool_number_${index}`,
  title: `Tool number ${index}`,
  description: `Does what tool number ${index} is for, and says afterwards what came of it, in a sentence or two.`,
  inputSchema: {
    type: 'object',
    properties: Object.fromEntries([1, 2, 3].map(property)),
    required: ['field_1'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
}));

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities,
    serverInfo: { name: 'tools', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools }),
};

let rest = '';
process.stdin.setEncoding('utf8').on('data', chunk => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const { id, method, params } of lines.filter(Boolean).map(line => JSON.parse(line))) {
    if (id === undefined) continue;
    const outcome = Object.hasOwn(answers, method)
      ? { result: answers[method](params ?? {}) }
      : { error: { code: -32601, message: `Method not found: ${method}` } };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`);
  }
});
