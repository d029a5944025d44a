// The limit: HTTP in, one line to the session's own server, its answer out, and nothing else. No
// credentials, no isolation, no limits, no log. `node bare-line.mjs PORT '{"echo":["node","server.mjs"]}'`
import { spawn } from 'node:child_process';
import Fastify from 'fastify';

const services = JSON.parse(process.argv[3]);
const sessions = new Map();

function open([command, ...args]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map();
  let lastId = 0;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const message of lines.map(line => JSON.parse(line))) {
      waiting.get(message.id)(message.result);
      waiting.delete(message.id);
    }
  });
  const send = message => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method, params) =>
    new Promise(resolve => {
      waiting.set(++lastId, resolve);
      send({ id: lastId, method, params });
    });
  const clientInfo = { name: 'bare-line', version: '1.0.0' };
  const ready = request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }).then(
    () => send({ method: 'notifications/initialized' }),
  );
  return { child, request, ready };
}

const app = Fastify();
app.get('/health', async () => ({ status: 'healthy' }));
app.post('/services/:service/call', async ({ params: { service }, body }) => {
  const { session_id, tool, arguments: args } = body;
  if (!sessions.has(session_id)) sessions.set(session_id, open(services[service]));
  const session = sessions.get(session_id);
  await session.ready;
  const result = await session.request('tools/call', { name: tool, arguments: args });
  return { session_id, service, tool, result: result.content[0].text };
});
app.delete('/sessions/:id', async ({ params: { id } }) => {
  sessions.get(id).child.kill();
  sessions.delete(id);
  return { message: `Session ${id} closed` };
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
process.once('SIGTERM', () => {
  for (const { child } of sessions.values()) child.kill();
  process.exit();
});
