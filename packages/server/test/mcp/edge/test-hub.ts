import type { ManagedHub } from '../../../src/mcp/hub/index.ts';
import {
  type Caller,
  type Description,
  type Exchange,
  type HubResult,
  type JsonObject,
  type Listener,
  McpError,
  type Scope,
  type Subscriptions,
} from '../../../src/mcp/hub.ts';

/** What a tool of the test's hub does with a call. */
export type TestTool = (args: JsonObject, exchange: Exchange, params: JsonObject) => unknown;

/** A hub whose servers are functions: what the edge does with messages is seen without any process. */
export class TestHub implements ManagedHub {
  readonly tools = new Map<string, TestTool>();
  /** Definitions of tools that have any. */
  readonly definitions = new Map<string, JsonObject>();
  readonly listeners = new Set<Listener>();
  readonly subscriptions: { filter: JsonObject; listener: Listener; isClosed: boolean }[] = [];
  readonly notifications: { method: string; params: JsonObject | undefined; caller: Caller }[] = [];
  readonly requests: { method: string; params: JsonObject | undefined; caller: Caller }[] = [];
  readonly closed: Caller[] = [];
  /** Thrown by `describe`. */
  failure: Error | undefined;

  has(scope: Scope): boolean {
    return scope.kind !== 'server' || scope.name === 'one';
  }

  async describe(scope: Scope): Promise<Description> {
    if (this.failure) throw this.failure;
    const name = scope.kind !== 'server' ? 'test-gateway' : scope.name;
    return {
      capabilities: { tools: { listChanged: true }, vendor: { kept: true } },
      serverInfo: { name, version: '1.0.0' },
      instructions: 'Be kind.',
    };
  }

  tool(_scope: Scope, name: string): JsonObject | undefined {
    return this.definitions.get(name);
  }

  async request(
    scope: Scope,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult> {
    this.requests.push({ method, params, caller: exchange.caller });
    if (method === 'tools/list') return { tools: [{ name: 'echo' }], scope: scope.kind };
    if (method === 'resources/read') return { contents: [{ uri: params?.uri }] };
    if (method !== 'tools/call') throw new McpError(-32601, `Method not found: ${method}`);
    const tool = this.tools.get(`${params?.name}`);
    if (!tool) throw new McpError(-32602, `Unknown tool: ${params?.name}`);
    return (await tool((params?.arguments ?? {}) as JsonObject, exchange, params ?? {})) as HubResult;
  }

  notification(_scope: Scope, caller: Caller, method: string, params: JsonObject | undefined): void {
    this.notifications.push({ method, params, caller });
  }

  attach(_scope: Scope, listener: Listener) {
    this.listeners.add(listener);
    return { detach: () => void this.listeners.delete(listener) };
  }

  async listen(_scope: Scope, filter: JsonObject, listener: Listener): Promise<Subscriptions> {
    const subscription = { filter, listener, isClosed: false };
    this.subscriptions.push(subscription);
    return {
      acknowledged: filter,
      close: () => {
        subscription.isClosed = true;
      },
    };
  }

  async closeSession(caller: Caller): Promise<void> {
    this.closed.push(caller);
  }

  configure(): void {}

  close(): void {}
}
