// The limit for MCP over Streamable HTTP: a message in, one line to the server's process, its answer out, and nothing
// else. A session of the 2025 era has a process of its own; all of the 2026 era share one, as there are no sessions.
// `node bare-mcp-line.mjs PORT '{"echo":["node","server.mjs"]}'`
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';

const services = JSON.parse(process.argv[3]);
const upstreams = new Map();

function open([command, ...args]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map();
  let lastId = 0;
  let parts = [];
  child.stdout.setEncoding('utf8').on('data', chunk => {
    const lines = chunk.split('\n');
    parts.push(lines[0]);
    for (const next of lines.slice(1)) {
      const message = JSON.parse(parts.join(''));
      parts = [next];
      waiting.get(message.id)(message);
      waiting.delete(message.id);
    }
  });
  return {
    child,
    pass: ({ id, ...message }) => {
      if (id === undefined) return void child.stdin.write(`${JSON.stringify(message)}\n`);
      return new Promise(resolve => {
        waiting.set(++lastId, answer => resolve({ ...answer, id }));
        child.stdin.write(`${JSON.stringify({ ...message, id: lastId })}\n`);
      });
    },
  };
}

const app = Fastify();
app.get('/health', async () => ({ status: 'healthy' }));
app.post('/mcp/servers/:service', async ({ params: { service }, headers, body }, reply) => {
  const opens = body.method === 'initialize';
  const session = opens ? randomUUID() : (headers['mcp-session-id'] ?? service);
  if (!upstreams.has(session)) upstreams.set(session, open(services[service]));
  const answer = await upstreams.get(session).pass(body);
  if (opens) reply.header('Mcp-Session-Id', session);
  return answer ?? reply.code(202).send();
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
process.once('SIGTERM', () => {
  for (const { child } of upstreams.values()) child.kill();
  process.exit();
});
