import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

const greet = {
  name: 'greet',
  description: 'Greet someone by name',
  inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
};

/** As much of a gateway as one call of one tool needs, for trying the skill with nothing else at hand. */
export async function startSmallGateway() {
  const token = randomBytes(12).toString('hex');
  const sessions = new Set<string>();

  async function answer(request: IncomingMessage): Promise<[status: number, body: Json]> {
    const { method, url = '', headers } = request;
    if (url === '/health') return [200, { status: 'healthy' }];
    if (headers.authorization !== `Bearer ${token}`) return [401, { error: 'Authentication required' }];
    if (url === '/services/greeter/tools') return [200, { service: 'greeter', tools: [greet] }];
    if (method === 'DELETE') return [sessions.delete(url.replace('/sessions/', '')) ? 200 : 404, {}];
    if (url !== '/services/greeter/call') return [404, { error: 'Not found' }];
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Json;
    sessions.add(String(body.session_id));
    const { name } = body.arguments as Json;
    return [200, { session_id: body.session_id, result: `Hello, ${String(name)}!` }];
  }

  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    sessions,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
