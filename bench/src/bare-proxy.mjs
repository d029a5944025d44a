// The limit for MCP over HTTP on both sides: Fastify takes the body, undici sends it on, the answer streams back.
// `node bare-proxy.mjs PORT '{"echo":"http://127.0.0.1:1/mcp"}'`
import Fastify from 'fastify';
import { request } from 'undici';

const services = JSON.parse(process.argv[3]);
const passed = ['accept', 'content-type', 'mcp-method', 'mcp-name', 'mcp-protocol-version', 'mcp-session-id'];

const pick = headers =>
  Object.fromEntries(passed.filter(name => headers[name] !== undefined).map(name => [name, headers[name]]));

const app = Fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request, body) => body);
app.get('/health', async () => ({ status: 'healthy' }));
app.post('/mcp/servers/:service', async ({ params: { service }, headers, body }, reply) => {
  const answer = await request(services[service], { method: 'POST', headers: pick(headers), body });
  return reply.code(answer.statusCode).headers(pick(answer.headers)).send(answer.body);
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
process.once('SIGTERM', () => process.exit());
