import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GatewayConfig, parseConfig } from '@gw/config';
import { McpManager, silentLogger } from '@gw/mcp-client';
import { SessionManager } from '@gw/sessions';
import { buildApp, createSharedState, guardHttpServer, httpServerOptions } from '../../../src/index.ts';
import { type HttpPatience, usualPatience } from '../../../src/mcp/edge/http/http-parts.ts';
import type { StreamKeeper } from '../../../src/mcp/edge/http/stream-keeper.ts';
import { McpParts } from '../../../src/mcp/mcp-endpoints.ts';
import { TestHub } from './test-hub.ts';

export interface TestEndpointsOptions {
  /** Sections of the configuration file. */
  readonly config?: Record<string, Record<string, unknown>>;
  readonly hub?: TestHub;
  readonly sealingKey?: Uint8Array;
  /** What is waited for in tests is to be short. */
  readonly patience?: Partial<HttpPatience>;
  readonly keeper?: StreamKeeper;
}

/** One answer over HTTP, head first. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  readonly message: IncomingMessage;
}

/** One event of a stream. */
export interface TestEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: string;
}

/** The endpoints of MCP clients over a real socket, in front of a hub of functions. */
export class TestEndpoints implements AsyncDisposable {
  readonly hub: TestHub;
  readonly mcp: McpParts;
  readonly config: GatewayConfig;
  readonly lines: string[];
  readonly server: Server;
  /** Lets another application take over, as a reload does. */
  readonly reload: () => Promise<void>;
  readonly #stop: () => Promise<unknown>;

  private constructor(
    parts: Pick<TestEndpoints, 'hub' | 'mcp' | 'reload' | 'config' | 'server' | 'lines'> & {
      stop: () => Promise<unknown>;
    },
  ) {
    this.hub = parts.hub;
    this.mcp = parts.mcp;
    this.config = parts.config;
    this.server = parts.server;
    this.lines = parts.lines;
    this.reload = parts.reload;
    this.#stop = parts.stop;
  }

  static async start(options: TestEndpointsOptions = {}): Promise<TestEndpoints> {
    const { hub = new TestHub(), sealingKey = randomBytes(32) } = options;
    const config = testConfig(options.config ?? {});
    const manager = new McpManager({
      services: [],
      spawner: { spawn: () => Promise.reject(new Error('nothing is started here')) },
    });
    const sessions = new SessionManager({ source: manager, services: new Map() });
    const shared = createSharedState();
    const lines: string[] = [];
    const { keeper, patience = {} } = options;
    const mcp = new McpParts(hub, {
      config,
      shared,
      sealingKey,
      logger: silentLogger,
      patience: { ...usualPatience, ...patience },
      ...(keeper && { keeper }),
    });
    const build = () =>
      buildApp({
        config,
        manager,
        sessions,
        shared,
        mcp,
        logger: silentLogger,
        securityLine: line => lines.push(line),
        version: '1.2.3',
        isReady: () => true,
      });
    let app = await build();
    const server = createServer(httpServerOptions);
    guardHttpServer(server);
    server.on('request', (request, response) => app.routing(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stop = async () => {
      await mcp.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await app.close();
      await Promise.all([sessions.shutdown(), manager.shutdown(), shared.close()]);
    };
    const reload = async () => {
      app = await build();
    };
    return new TestEndpoints({ hub, mcp, config, server, lines, stop, reload });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Bearer credentials of the owner. */
  get authorization(): string {
    return `Bearer ${this.config.server.auth_token}`;
  }

  /** Sends a request; resolves with the head of the answer. */
  async send(
    method: string,
    path: string,
    {
      headers = {},
      body,
      signal,
    }: { headers?: Record<string, string>; body?: unknown; signal?: AbortSignal } = {},
  ): Promise<HttpAnswer> {
    const request = httpRequest(`${this.url}${path}`, {
      method,
      agent: false,
      headers: { authorization: this.authorization, ...headers },
      ...(signal && { signal }),
    });
    request.end(
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    );
    const [message] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', () => {});
    message.on('error', () => {});
    return {
      status: message.statusCode ?? 0,
      headers: message.headers as Record<string, string | undefined>,
      message,
    };
  }

  /** Posts a message as a client does. */
  post(
    path: string,
    body: unknown,
    { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<HttpAnswer> {
    const all = {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    };
    return this.send('POST', path, { headers: all, body, ...(signal && { signal }) });
  }

  /** Opens a session of the 2025 era; what is returned are the headers of its requests. */
  async initialize(
    path = '/mcp/gateway',
    { version = '2025-11-25', capabilities = {} }: { version?: string; capabilities?: object } = {},
  ): Promise<Record<string, string>> {
    const params = { protocolVersion: version, capabilities, clientInfo: { name: 'test', version: '1' } };
    const answer = await this.post(path, { jsonrpc: '2.0', id: 'init', method: 'initialize', params });
    const { result } = (await jsonOf(answer)) as { result: { protocolVersion: string } };
    return {
      'mcp-session-id': `${answer.headers['mcp-session-id']}`,
      'mcp-protocol-version': result.protocolVersion,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

/** The whole body as text. */
export async function textOf({ message }: HttpAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export async function jsonOf(answer: HttpAnswer): Promise<unknown> {
  return JSON.parse(await textOf(answer));
}

/** All events of a stream that ends. */
export async function allEvents(answer: HttpAnswer): Promise<TestEvent[]> {
  const events: TestEvent[] = [];
  for await (const event of eventsOf(answer)) events.push(event);
  return events;
}

/** The messages of events; those without data bring none. */
export const messagesOf = (events: readonly TestEvent[]): Record<string, unknown>[] =>
  events.filter(({ data }) => data !== '').map(({ data }) => JSON.parse(data));

/** The next message of a stream. */
export async function nextMessage(events: AsyncGenerator<TestEvent>): Promise<Record<string, unknown>> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error('The stream has ended');
    if (value.data !== '') return JSON.parse(value.data);
  }
}

/** The events of a stream, as they come. Comments are left out. */
export async function* eventsOf({ message }: HttpAnswer): AsyncGenerator<TestEvent> {
  message.setEncoding('utf8');
  let text = '';
  for await (const chunk of message) {
    text += chunk as string;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').filter(line => !line.startsWith(':'));
      if (fields.length === 0) continue;
      const of = (name: string) => fields.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const [id, event] = [of('id'), of('event')];
      yield {
        ...(id !== undefined && { id }),
        ...(event !== undefined && { event }),
        data: of('data') ?? '',
      };
    }
  }
}

/** A request of the 2026 era: its body, and the headers that go with it. */
export function modern(method: string, params: Record<string, unknown> = {}, options: ModernOptions = {}) {
  const { id = 1, capabilities = {}, version = '2026-07-28', meta = {} } = options;
  const body = {
    jsonrpc: '2.0',
    id,
    method,
    params: {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': version,
        'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': capabilities,
        ...meta,
      },
    },
  };
  const name = params.name ?? params.uri;
  const headers: Record<string, string> = {
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
  };
  return { body, headers };
}

interface ModernOptions {
  readonly id?: string | number;
  readonly capabilities?: object;
  readonly version?: string;
  readonly meta?: object;
}

function testConfig(sections: Record<string, Record<string, unknown>>): GatewayConfig {
  const input = {
    ...sections,
    server: {
      auth_user: 'admin',
      auth_password: randomBytes(12).toString('hex'),
      auth_token: randomBytes(12).toString('hex'),
      ...sections.server,
    },
    services: {},
  };
  return parseConfig(input, { env: {}, cwd: import.meta.dirname, configPath: 'config.json' }).config;
}
