// The MCP server behind what is measured over MCP: `echo` gives its text back, `fill` a text of so many letters,
// `touch` says that a resource has changed. `node mcp-echo-server.mjs [2025|2026]`, or over HTTP with a port as well.
import { createServer } from 'node:http';

const [era = '2025', port] = process.argv.slice(2);
const version = { 2025: '2025-11-25', 2026: '2026-07-28' }[era];
const capabilities = { tools: { listChanged: true }, resources: { subscribe: true } };
const serverInfo = { name: 'echo', version: '1.0.0' };
const text = { text: { type: 'string', description: 'What to give back' } };
const tools = [
  { name: 'echo', description: 'Gives its text back', properties: text },
  { name: 'fill', description: 'Gives a long text', properties: { length: { type: 'integer' } } },
  { name: 'touch', description: 'Touches a resource', properties: { uri: { type: 'string' } } },
].map(({ name, description, properties }) => ({
  name,
  description,
  inputSchema: { type: 'object', properties, required: Object.keys(properties) },
}));

const complete = era === '2026' ? { resultType: 'complete' } : {};
const cacheable = era === '2026' ? { ...complete, ttlMs: 60_000, cacheScope: 'public' } : {};
const opening =
  era === '2026'
    ? {
        'server/discover': () => ({
          ...cacheable,
          supportedVersions: [version],
          capabilities,
          _meta: { serverInfo },
        }),
      }
    : {
        initialize: () => ({ protocolVersion: version, capabilities, serverInfo }),
        ping: () => ({}),
        'resources/subscribe': () => ({}),
        'resources/unsubscribe': () => ({}),
      };
const listeners = new Map(); // 2026: who listens, by the id of the request, and to which resources

const answers = {
  ...opening,
  'tools/list': () => ({ ...cacheable, tools }),
  'resources/list': () => ({ ...cacheable, resources: [] }),
  'resources/templates/list': () => ({ ...cacheable, resourceTemplates: [] }),
  'tools/call': ({ name, arguments: args }, send) => {
    if (name === 'touch') touch(args.uri, send);
    const said = name === 'fill' ? 'x'.repeat(args.length) : String(args.text);
    return { ...complete, content: [{ type: 'text', text: said }] };
  },
};

function touch(uri, send) {
  const method = 'notifications/resources/updated';
  if (era === '2025') send({ method, params: { uri } });
  for (const [id, { uris, tell }] of listeners)
    if (uris.includes(uri))
      tell({ method, params: { uri, _meta: { 'io.modelcontextprotocol/subscriptionId': id } } });
}

function listen(id, { notifications }, send) {
  listeners.set(id, { uris: notifications.resourceSubscriptions ?? [], tell: send });
  const _meta = { 'io.modelcontextprotocol/subscriptionId': id };
  send({ method: 'notifications/subscriptions/acknowledged', params: { notifications, _meta } });
}

function answer({ id, method, params }, send) {
  if (method === 'notifications/cancelled') listeners.delete(params.requestId);
  if (id === undefined) return;
  if (era === '2026' && method === 'subscriptions/listen') return listen(id, params, send);
  const outcome = Object.hasOwn(answers, method)
    ? { result: answers[method](params ?? {}, send) }
    : { error: { code: -32601, message: `Method not found: ${method}` } };
  send({ id, ...outcome });
}

if (port === undefined) {
  let rest = '';
  const send = message => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  process.stdin.setEncoding('utf8').on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line) answer(JSON.parse(line), send);
  });
} else {
  const server = createServer((request, response) => {
    if (request.url === '/health') return response.end('{}');
    if (request.method !== 'POST') return response.writeHead(405).end();
    const chunks = [];
    request
      .on('data', chunk => chunks.push(chunk))
      .on('end', () => {
        const message = JSON.parse(Buffer.concat(chunks));
        if (message.id === undefined) return response.writeHead(202).end();
        answer(message, reply => {
          const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...reply }));
          const headers = { 'content-type': 'application/json', 'content-length': body.length };
          response.writeHead(
            200,
            message.method === 'initialize' ? { ...headers, 'mcp-session-id': 's' } : headers,
          );
          response.end(body);
        });
      });
  });
  server.listen(Number(port), '127.0.0.1');
  process.once('SIGTERM', () => process.exit());
}
