import { expect } from 'vitest';
import { type CreateHttpTransportOptions, createHttpTransport } from '../../src/http/index.ts';
import { McpService, type McpServiceOptions } from '../../src/mcp-service.ts';
import type { JsonRpcMessage, Transport } from '../../src/transport.ts';

export interface TestTransport extends AsyncDisposable {
  readonly transport: Transport;
  /** Messages of the log. */
  readonly logged: readonly string[];
  /** What was told, in order. */
  readonly told: readonly Told[];
  /** Sends a request and gives the answer, or throws what it failed with. */
  ask(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Opens a session of the 2025 era. */
  initialize(protocolVersion?: string): Promise<Record<string, unknown>>;
  /** The messages, without what is about them. */
  messages(): readonly unknown[];
}

type Told =
  | { readonly kind: 'message'; readonly message: unknown; readonly relatedTo: number | undefined }
  | { readonly kind: 'streamEnd'; readonly id: number; readonly error: Error }
  | { readonly kind: 'unreadable'; readonly how: string; readonly answered: number | undefined }
  | { readonly kind: 'broken'; readonly error: Error }
  | { readonly kind: 'sessionLost' };

interface TransportSettings extends Partial<McpServiceOptions> {
  readonly options?: Partial<CreateHttpTransportOptions>;
}

/** A transport to a URL, by default one that may reach this machine, and what it tells. */
export function openTransport(url: string, { options, ...service }: TransportSettings = {}): TestTransport {
  const told: Told[] = [];
  const logged: string[] = [];
  const log = (_fields: object, message: string) => void logged.push(message);
  const transport = createHttpTransport(
    new McpService({ name: 'remote', url, allowPrivateAddresses: ['127.0.0.0/8'], ...service }),
    {
      logger: { debug: log, info: log, warn: log, error: log },
      limits: { maxLineBytes: 1024 * 1024 },
      events: {
        onMessage: (message, relatedTo) => void told.push({ kind: 'message', message, relatedTo }),
        onStreamEnd: (id, error) => void told.push({ kind: 'streamEnd', id, error }),
        onUnreadable: (how, answered) => void told.push({ kind: 'unreadable', how, answered }),
        onBroken: error => void told.push({ kind: 'broken', error }),
        onSessionLost: () => void told.push({ kind: 'sessionLost' }),
      },
      ...options,
    },
  );
  let lastId = 0;

  async function ask(method: string, params?: Record<string, unknown>) {
    const id = ++lastId;
    await transport.send({ jsonrpc: '2.0', id, method, ...(params ? { params } : {}) });
    return answerTo(id);
  }

  function answerTo(id: number): Promise<Record<string, unknown>> {
    return expect
      .poll(() => told.find(entry => isFateOf(entry, id)), { interval: 2, timeout: 10_000 })
      .toBeDefined()
      .then(() => {
        const fate = told.find(entry => isFateOf(entry, id));
        if (fate?.kind === 'streamEnd') throw fate.error;
        return (fate as { message: Record<string, unknown> }).message;
      });
  }

  return {
    transport,
    told,
    logged,
    ask,
    messages: () => told.flatMap(entry => (entry.kind === 'message' ? [entry.message] : [])),
    async initialize(protocolVersion = '2025-11-25') {
      const answer = await ask('initialize', { protocolVersion, capabilities: {}, clientInfo: clientInfo });
      transport.opened({ era: '2025', protocolVersion });
      await transport.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
      return answer;
    },
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

const clientInfo = { name: 'test', version: '0' };

/** What a request of the 2026 era carries. */
export const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A request of the 2026 era. */
export const modern = (id: number, method: string, params: Record<string, unknown> = {}): JsonRpcMessage => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { ...params, _meta: modernMeta },
});

function isFateOf(entry: Told, id: number): boolean {
  if (entry.kind === 'streamEnd') return entry.id === id;
  if (entry.kind !== 'message' || typeof entry.message !== 'object' || entry.message === null) return false;
  return 'id' in entry.message && entry.message.id === id && !('method' in entry.message);
}
