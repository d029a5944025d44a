import { HttpConnection, type HttpRequest } from './http-connection.ts';
import { type McpEra, type McpPlace, mcpRequest, takePlace } from './mcp-request.ts';
import { quantile } from './statistics.ts';

/** What to load a line with: so many clients, each on its own connection and session, one call at a time. */
export interface LoadOrder {
  /** The REST API, or an era of MCP over Streamable HTTP. */
  readonly protocol: 'rest' | McpEra;
  /** The service whose tool `echo` is called. */
  readonly service: string;
  readonly url: string;
  readonly authorization: string;
  readonly clients: number;
  readonly durationMs: number;
  /** In place of calls of `echo`: sent in turn, each to be answered with 200. */
  readonly requests?: readonly HttpRequest[];
}

export interface LoadReport {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly calls: number;
}

/** Loads lines, one order after another. MCP sessions of the 2025 era are opened once and used by all orders. */
export class LoadGenerator {
  readonly #places = new Map<string, Promise<McpPlace>>();

  /** Calls until the time is up. Rejects at the first answer that isn't the echo of its own text. */
  async load(order: LoadOrder): Promise<LoadReport> {
    const clients = Array.from({ length: order.clients }, (_, client) => client);
    const latencies: number[] = [];
    // Sessions are opened before the clock starts.
    if (order.protocol !== 'rest' && !order.requests)
      for (const client of clients) await this.#placeOf(order, client);
    const start = performance.now();
    const end = start + order.durationMs;
    await Promise.all(clients.map(client => this.#callUntil(end, client, order, latencies)));
    const seconds = (performance.now() - start) / 1000;
    return {
      callsPerSecond: latencies.length / seconds,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      calls: latencies.length,
    };
  }

  async #callUntil(end: number, client: number, order: LoadOrder, latencies: number[]): Promise<void> {
    using connection = new HttpConnection(order.url, order.authorization);
    const text = order.requests ? '' : `said by client ${client}`;
    const wanted = order.requests ?? [await this.#callOf(order, client, text)];
    const calls = wanted.map(request => connection.encode(request));
    let turn = client;
    for (let now = performance.now(); now < end; ) {
      const { status, body } = await connection.send(calls[turn++ % calls.length] as Buffer);
      if (status !== 200 || !body.includes(text)) throw new Error(`Answered with ${status}: ${body}`);
      const answered = performance.now();
      latencies.push(answered - now);
      now = answered;
    }
  }

  async #callOf(order: LoadOrder, client: number, text: string): Promise<HttpRequest> {
    if (order.protocol !== 'rest')
      return mcpRequest(await this.#placeOf(order, client), 'tools/call', {
        name: 'echo',
        arguments: { text },
      });
    return {
      method: 'POST',
      path: `/services/${order.service}/call`,
      body: { tool: 'echo', session_id: `load-${client}`, arguments: { text } },
    };
  }

  #placeOf({ url, authorization, protocol, service }: LoadOrder, client: number): Promise<McpPlace> {
    const key = `${url} ${protocol} ${service} ${client}`;
    const place = this.#places.get(key) ?? open();
    this.#places.set(key, place);
    return place;

    async function open(): Promise<McpPlace> {
      using connection = new HttpConnection(url, authorization);
      return await takePlace(connection, protocol as McpEra, `/mcp/servers/${service}`);
    }
  }
}
