import type { Era } from '../conformance/cell.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  memberAt,
  parseExact,
  withMember,
  writeExact,
} from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import type { Line } from './line.ts';
import type { Script } from './script.ts';

/** What each side has got of an exchange. */
export interface Observed {
  /** By the server. */
  readonly params: Json;
  /** By the server, when the request came a second time with answers; without those. */
  readonly retriedParams?: Json;
  readonly answer?: Json;
  /** By the client. */
  readonly notifications: readonly JsonObject[];
  readonly asked?: { readonly method: Json; readonly params: Json };
  readonly reply: { readonly result: Json } | { readonly error: Json };
}

const capabilities = { sampling: {}, elicitation: {}, roots: {} };
const clientInfo = { name: 'peer', version: '1.0.0' };

/** What a request of the 2026 era carries. */
const envelope: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': capabilities,
  'io.modelcontextprotocol/logLevel': 'debug',
};

/** A client of either era in front of the echo server, directly or through the gateway. */
export class Peer implements AsyncDisposable {
  readonly #line: Line;
  readonly #era: Era;
  #lastId = 0;

  private constructor(line: Line, era: Era) {
    this.#line = line;
    this.#era = era;
  }

  static async connect(line: Line, era: Era): Promise<Peer> {
    const peer = new Peer(line, era);
    if (era === '2025') {
      await peer.#request('initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo });
      await line.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
      await peer.#request('logging/setLevel', { level: 'debug' });
    }
    return peer;
  }

  /** Has the server carry out its part, and answers what it asks. */
  async carryOut(exchange: Exchange): Promise<Observed> {
    const { method, ask } = exchange;
    const params = withMember(exchange.params, ['_meta', 'x.test/script'], scriptOf(exchange)) as JsonObject;
    const notifications: JsonObject[] = [];
    let asked: Observed['asked'];
    const onMessage = (message: JsonObject) => {
      if (!('id' in message)) notifications.push(message);
      else {
        asked = { method: message.method ?? null, params: message.params ?? null };
        void this.#line.tell({ jsonrpc: '2.0', id: message.id ?? null, result: ask?.answer ?? null });
      }
    };
    let response = await this.#request(method, params, onMessage);
    const [input] = Object.entries(memberAt(response, ['result', 'inputRequests']) ?? {});
    if (input && isObject(input[1])) {
      asked = { method: input[1].method ?? null, params: input[1].params ?? null };
      const requestState = memberAt(response, ['result', 'requestState']);
      const answers = { inputResponses: { [input[0]]: ask?.answer ?? null } };
      response = await this.#request(
        method,
        { ...params, ...answers, ...(requestState !== undefined && { requestState }) },
        onMessage,
      );
    }
    const reply =
      'error' in response ? { error: response.error ?? null } : { result: response.result ?? null };
    return { ...(await this.#received(method)), notifications, ...(asked && { asked }), reply };
  }

  /** Sends a notification to a server that has been spoken to; resolves with what it got of it. */
  async notify(method: string, params: JsonObject): Promise<Json | undefined> {
    await this.#receivedMessages();
    await this.#line.tell({ jsonrpc: '2.0', method, params });
    return (await this.#receivedMessages()).find(message => message.method === method)?.params;
  }

  /** The result of a listing, all pages of it. */
  async list(method: string, member: string): Promise<readonly Json[]> {
    const entries: Json[] = [];
    for (let cursor: Json | undefined; ; ) {
      const response = await this.#request(method, cursor === undefined ? {} : { cursor });
      entries.push(...((memberAt(response, ['result', member]) ?? []) as readonly Json[]));
      cursor = memberAt(response, ['result', 'nextCursor']);
      if (cursor === undefined) return entries;
    }
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#line[Symbol.asyncDispose]();
  }

  async #received(method: string): Promise<Pick<Observed, 'params' | 'retriedParams' | 'answer'>> {
    const messages = await this.#receivedMessages();
    const [first, second] = messages.filter(message => message.method === method);
    const answered = messages.find(message => !('method' in message) && 'result' in message)?.result;
    const [input] = Object.values(memberAt(second, ['params', 'inputResponses']) ?? {});
    const answer = answered ?? input;
    const retried = ['inputResponses', 'requestState'].reduce<Json | undefined>(
      (params, key) => params && withMember(params, [key], undefined),
      second?.params,
    );
    return {
      params: first?.params ?? null,
      ...(retried !== undefined && { retriedParams: retried }),
      ...(answer !== undefined && { answer }),
    };
  }

  async #receivedMessages(): Promise<JsonObject[]> {
    const response = await this.#request('tools/call', { name: 'received', arguments: {} });
    const content = memberAt(response, ['result', 'content']);
    if (!Array.isArray(content)) throw new Error(`Nothing to be had: ${writeExact(response)}`);
    return content.map(item => parseExact(String(memberAt(item, ['text']))) as JsonObject);
  }

  #request(
    method: string,
    params: JsonObject,
    onMessage: (message: JsonObject) => void = () => undefined,
  ): Promise<JsonObject> {
    this.#lastId += 1;
    const dressed =
      this.#era === '2026'
        ? { ...params, _meta: { ...((params._meta ?? {}) as JsonObject), ...envelope } }
        : params;
    return this.#line.request({ jsonrpc: '2.0', id: `c${this.#lastId}`, method, params: dressed }, onMessage);
  }
}

function scriptOf({ notifications, ask, reply }: Exchange): string {
  const [[name, body]] = Object.entries(reply) as [[string, Json]];
  const script: Script = {
    notifications: notifications.map(({ method, params }) => ({ method, params: writeExact(params) })),
    ...(ask && { ask: { method: ask.method, params: writeExact(ask.params) } }),
    reply: `"${name}":${writeExact(body)}`,
  };
  return JSON.stringify(script);
}
