import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '@gw/config';
import { createPlainSpawner, type Logger, McpManager, McpService, type Spawner } from '@gw/mcp-client';
import { SessionManager } from '@gw/sessions';
import { expect } from 'vitest';
import { createHub } from '../../../src/mcp/hub/index.ts';
import type { Caller, Era, Exchange, Hub, JsonObject, JsonRpcReply, Scope } from '../../../src/mcp/hub.ts';
import { GatewayMetrics } from '../../../src/metrics/gateway-metrics.ts';

const fixture = fileURLToPath(new URL('./fixtures/upstream.mjs', import.meta.url));

/** A server of the fixture's: its era, and what else its environment tells it. */
export interface TestServer {
  readonly era?: Era;
  readonly env?: Readonly<Record<string, string>>;
  readonly shared?: boolean;
  readonly command?: readonly string[];
  readonly description?: string;
  /** In seconds. */
  readonly callTimeout?: number;
}

export interface OpenHubOptions {
  readonly servers?: Readonly<Record<string, TestServer>>;
  readonly mcp?: Readonly<Record<string, unknown>>;
  readonly session?: Readonly<Record<string, unknown>>;
  readonly sealingKey?: Uint8Array;
  readonly spawner?: Spawner;
}

const configOf = ({ servers = { one: {} }, mcp = {}, session = {} }: OpenHubOptions) =>
  parseConfig(
    {
      server: { auth_user: 'u', auth_password: randomBytes(12).toString('hex') },
      services: Object.fromEntries(
        Object.entries(servers).map(([name, server]) => [
          name,
          {
            command: server.command ?? [process.execPath, fixture],
            env: { ERA: server.era ?? '2025', ...server.env },
            shared: server.shared ?? false,
            description: server.description ?? '',
            ...(server.callTimeout && { call_timeout: server.callTimeout }),
          },
        ]),
      ),
      mcp,
      session,
    },
    { env: {}, cwd: import.meta.dirname, configPath: 'config.json' },
  ).config;

const servicesOf = (config: ReturnType<typeof configOf>) =>
  Object.entries(config.services).map(
    ([name, service]) =>
      new McpService({
        name,
        command: service.command ?? [],
        description: service.description,
        env: service.env,
        shared: service.shared,
        callTimeoutMs: service.call_timeout * 1000,
        startTimeoutMs: 20_000,
      }),
  );

const policiesOf = (config: ReturnType<typeof configOf>) =>
  new Map(Object.entries(config.services).map(([name, { warm, shared }]) => [name, { warm, shared }]));

/** A hub over real servers; disposing of it leaves no process behind. */
export async function openHub(options: OpenHubOptions = {}) {
  const config = configOf(options);
  const logged: { level: string; fields: object; message: string }[] = [];
  const logger = collecting(logged);
  const events: JsonObject[] = [];
  const metrics = new GatewayMetrics();
  const manager: McpManager = new McpManager({
    services: servicesOf(config),
    spawner:
      options.spawner ??
      createPlainSpawner({ env: { PATH: process.env.PATH }, endGraceMs: 50, killAfterMs: 50 }),
    onLearned: client => sessions.offer(client),
    logger,
  });
  const sessions = new SessionManager({
    source: manager,
    services: policiesOf(config),
    defaultTimeoutMs: config.session.default_timeout * 1000,
    logger,
  });
  const hub = createHub({
    config,
    manager,
    sessions,
    sealingKey: options.sealingKey ?? randomBytes(32),
    serverInfo: { name: 'mcp-gateway', version: '1.2.3' },
    logger,
    metrics,
    securityEvent: (type, details) => events.push({ type, ...details }),
  });
  manager.start();
  sessions.start();
  return {
    hub,
    manager,
    sessions,
    config,
    events,
    metrics,
    logged,
    /** Goes over to another configuration, as a reload does. */
    reload(changed: OpenHubOptions) {
      const next = configOf({ ...options, ...changed });
      const { removed, changed: renewed } = manager.configure(servicesOf(next));
      sessions.configure({ services: policiesOf(next), retired: [...removed, ...renewed] });
      hub.configure(next);
    },
    client: (client: Partial<TestClientOptions> = {}) => new TestClient(hub, client),
    async [Symbol.asyncDispose]() {
      hub.close();
      await Promise.all([sessions.shutdown(), manager.shutdown()]);
    },
  };
}

export interface TestClientOptions {
  readonly era: Era;
  readonly capabilities: JsonObject;
  readonly scope: Scope;
  readonly principal: string;
  readonly sessionId: string;
  /** Answers what servers ask. Default: by the question's method, see {@link answers}. */
  readonly answer: (method: string, params: JsonObject | undefined) => unknown;
}

/** What a client can do that can do everything. */
export const everything = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } };

/** What test clients answer to each question. */
export const answers: Readonly<Record<string, JsonObject>> = {
  'roots/list': { roots: [{ uri: 'file:///home', name: 'home' }] },
  'sampling/createMessage': {
    role: 'assistant',
    content: { type: 'text', text: 'hi' },
    model: 'm',
    later: 1,
  },
  'elicitation/create': { action: 'accept', content: { colour: 'blue' } },
};

export interface TestRequest {
  readonly signal?: AbortSignal;
}

/** An MCP client as the edge shows it to the hub. */
export class TestClient {
  readonly caller: Caller;
  readonly scope: Scope;
  /** Notifications on requests' streams. */
  readonly notified: { method: string; params: JsonObject | undefined }[] = [];
  /** Notifications that belong to no request. */
  readonly heard: { method: string; params: JsonObject | undefined }[] = [];
  readonly asked: { method: string; params: JsonObject | undefined }[] = [];
  readonly #hub: Hub;
  readonly #answer: TestClientOptions['answer'];

  constructor(hub: Hub, options: Partial<TestClientOptions>) {
    const { era = '2025', capabilities = {}, scope = { kind: 'server', name: 'one' } } = options;
    this.#hub = hub;
    this.scope = scope;
    this.#answer = options.answer ?? (method => answers[method]);
    this.caller = {
      principal: options.principal ?? 'owner',
      sessionId: options.sessionId ?? randomBytes(6).toString('hex'),
      era,
      protocolVersion: era === '2025' ? '2025-11-25' : '2026-07-28',
      capabilities,
      clientInfo: { name: 'test-client', version: '1' },
      address: '192.0.2.1',
    };
  }

  request(method: string, params?: JsonObject, { signal }: TestRequest = {}) {
    const { caller } = this;
    const exchange: Exchange = {
      caller,
      signal: signal ?? new AbortController().signal,
      notify: (notified, notifiedParams) => {
        this.notified.push({ method: notified, params: notifiedParams });
      },
      ...(caller.era === '2025' && { ask: this.ask }),
    };
    return this.#hub.request(
      this.scope,
      method,
      caller.era === '2026' ? this.#dressed(params) : params,
      exchange,
    );
  }

  call(name: string, args: JsonObject = {}, more: JsonObject = {}) {
    return this.request('tools/call', { name, arguments: args, ...more });
  }

  /** A call's text, parsed where it is JSON. */
  async text(name: string, args: JsonObject = {}, more: JsonObject = {}): Promise<unknown> {
    return textOf(await this.call(name, args, more));
  }

  /** Makes a request and answers its rounds, as a 2026 client does. */
  async complete(method: string, params: JsonObject): Promise<JsonObject> {
    let result: JsonObject = await this.request(method, params);
    while (result.resultType === 'input_required') {
      result = await this.request(method, { ...params, ...this.responses(result) });
    }
    return result;
  }

  /** What a client brings with its repetition. */
  responses({ inputRequests, requestState }: JsonObject): JsonObject {
    const inputResponses = Object.fromEntries(
      Object.entries((inputRequests ?? {}) as Record<string, { method: string; params?: JsonObject }>).map(
        ([key, { method, params }]) => {
          this.asked.push({ method, params });
          return [key, this.#answer(method, params)];
        },
      ),
    );
    return { inputResponses, ...(requestState !== undefined && { requestState }) };
  }

  readonly ask = async (method: string, params: JsonObject | undefined): Promise<JsonRpcReply> => {
    this.asked.push({ method, params });
    const answer = await this.#answer(method, params);
    return answer instanceof Error ? { error: { code: -1, message: answer.message } } : { result: answer };
  };

  /** Opens the stream of a 2025 session. */
  attach() {
    return this.#hub.attach(this.scope, this.#listener());
  }

  listen(filter: JsonObject) {
    return this.#hub.listen(this.scope, filter, this.#listener());
  }

  describe() {
    return this.#hub.describe(this.scope, this.caller);
  }

  notify(method: string, params?: JsonObject): void {
    this.#hub.notification(this.scope, this.caller, method, params);
  }

  close() {
    return this.#hub.closeSession(this.caller);
  }

  #listener() {
    return {
      caller: this.caller,
      notify: (method: string, params: JsonObject | undefined) => {
        this.heard.push({ method, params });
      },
      ...(this.caller.era === '2025' && { ask: this.ask }),
    };
  }

  /** Every 2026 request carries who asks. */
  #dressed(params: JsonObject | undefined): JsonObject {
    const { protocolVersion, capabilities, clientInfo } = this.caller;
    return {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': protocolVersion,
        'io.modelcontextprotocol/clientCapabilities': capabilities,
        'io.modelcontextprotocol/clientInfo': clientInfo,
        ...(params?._meta as JsonObject | undefined),
      },
    };
  }
}

export function textOf(result: JsonObject): unknown {
  const [first] = result.content as [{ text: string }];
  try {
    return JSON.parse(first.text);
  } catch {
    return first.text;
  }
}

/** Like `expect.poll`, with patience for a busy machine. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000, interval: 10 });

/** The error that a request ends with. */
export const failure = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    result => expect.fail(`It did not fail: ${JSON.stringify(result)}`),
    (error: unknown) => error,
  );

export const gateway: Scope = { kind: 'gateway' };
export const server = (name: string): Scope => ({ kind: 'server', name });

/** Each pair of eras: of the client, and of the server. */
export const pairs: readonly { readonly client: Era; readonly upstream: Era }[] = [
  { client: '2025', upstream: '2025' },
  { client: '2025', upstream: '2026' },
  { client: '2026', upstream: '2025' },
  { client: '2026', upstream: '2026' },
];

function collecting(logged: { level: string; fields: object; message: string }[]): Logger {
  const at = (level: string) => (fields: object, message: string) => {
    logged.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
