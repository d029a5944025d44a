import { HttpConnection } from './http-connection.ts';
import { quantile } from './statistics.ts';

/** What to load a line with: so many clients, each on its own connection and session, one call at a time. */
export interface LoadOrder {
  readonly url: string;
  readonly authorization: string;
  readonly clients: number;
  readonly durationMs: number;
}

export interface LoadReport {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly calls: number;
}

/** Calls until the time is up. Rejects at the first answer that isn't the echo of its own text. */
export async function load(order: LoadOrder): Promise<LoadReport> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + order.durationMs;
  await Promise.all(
    Array.from({ length: order.clients }, (_, client) => callUntil(end, client, order, latencies)),
  );
  const seconds = (performance.now() - start) / 1000;
  return {
    callsPerSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    calls: latencies.length,
  };
}

async function callUntil(end: number, client: number, order: LoadOrder, latencies: number[]): Promise<void> {
  using connection = new HttpConnection(order.url, order.authorization);
  const text = `said by client ${client}`;
  const call = connection.encode({
    method: 'POST',
    path: '/services/echo/call',
    body: { tool: 'echo', session_id: `load-${client}`, arguments: { text } },
  });
  for (let now = performance.now(); now < end; ) {
    const { status, body } = await connection.send(call);
    if (status !== 200 || !body.includes(text)) throw new Error(`Answered with ${status}: ${body}`);
    const answered = performance.now();
    latencies.push(answered - now);
    now = answered;
  }
}
