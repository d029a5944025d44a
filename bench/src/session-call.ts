import type { HttpConnection, HttpRequest } from './http-connection.ts';

const tools = {
  echo: { tool: 'echo', arguments: { text: 'hello' } },
  idle: { tool: 'wait', arguments: {} },
} as const;

/** A call of a measured service's tool in a session. */
export function sessionCall(service: keyof typeof tools, sessionId: string): HttpRequest {
  return {
    method: 'POST',
    path: `/services/${service}/call`,
    body: { ...tools[service], session_id: sessionId },
  };
}

/** Sends it and gives the milliseconds until its answer. Throws on any answer but 200. */
export async function timed(connection: HttpConnection, request: HttpRequest): Promise<number> {
  const bytes = connection.encode(request);
  const start = performance.now();
  const { status, body } = await connection.send(bytes);
  const took = performance.now() - start;
  if (status !== 200)
    throw new Error(`${request.method} ${request.path} was answered with ${status}: ${body}`);
  return took;
}

export async function closeSession(connection: HttpConnection, sessionId: string): Promise<void> {
  await timed(connection, { method: 'DELETE', path: `/sessions/${sessionId}` });
}
