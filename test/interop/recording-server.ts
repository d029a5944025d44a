import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as a server sees it, without what is up to the HTTP library. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: [string, string][];
  readonly authorization: string | undefined;
  /** JSON as value, a form as its fields, all else as text. */
  readonly body: unknown;
}

/** Listens on a real socket, answers everything with `{}`, and notes what was asked until somebody asks for `/next`. */
export async function startRecording() {
  let seen: SeenRequest[] = [];
  const rounds: SeenRequest[][] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://recording');
    if (pathname === '/next') {
      rounds.push(seen);
      seen = [];
    } else {
      seen.push({
        method: request.method ?? '',
        path: decodeURIComponent(pathname),
        query: [...searchParams].sort(),
        authorization: request.headers.authorization,
        body: await bodyOf(body, request.headers['content-type'] ?? ''),
      });
    }
    response.setHeader('content-type', 'application/json');
    response.end('{"items":[],"tools":[]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rounds,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(body: Buffer, contentType: string): Promise<unknown> {
  if (contentType.startsWith('application/json')) return { json: JSON.parse(body.toString()) };
  if (!contentType.startsWith('multipart/form-data')) return { contentType, text: body.toString() };
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  const fields = [...form].map(async ([name, value]) =>
    typeof value === 'string'
      ? { name, value }
      : { name, file: value.name, type: value.type, text: await value.text() },
  );
  return { form: await Promise.all(fields) };
}
