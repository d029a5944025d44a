import { metaOf2026 } from '../eras/request-meta.ts';
import type { JsonRpcConnection } from '../json-rpc/json-rpc-connection.ts';
import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import { listDefinitions, listKinds } from './list-kind.ts';
import { ListenStream } from './listen-stream.ts';
import { Subscriptions } from './subscriptions.ts';
import type { ServerIdentity } from './surface.ts';

export interface ServerFeedOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  readonly clientInfo: JsonObject;
  readonly capabilities: JsonObject;
  /** Limit of each request, in milliseconds. */
  readonly timeoutMs: number;
  /** Sends a request as calls are sent: one that is cut off is repeated. */
  readonly request: (method: string, params: JsonObject) => Promise<unknown>;
  /** What happened for a while was not told. */
  readonly onGap: () => void;
  readonly onTrouble: (message: string, error: unknown) => void;
}

/** What a server is asked to tell: changes of lists and resources, and log messages, in the way of its era. */
export class ServerFeed {
  readonly #options: ServerFeedOptions;
  readonly #subscriptions: Subscriptions;
  #connection: JsonRpcConnection | undefined;
  #identity: ServerIdentity | undefined;
  #listening: ListenStream | undefined;
  #logLevel: string | undefined;

  constructor(options: ServerFeedOptions) {
    this.#options = options;
    const { service, request } = options;
    const session = {
      add: async (uri: string) => void (await request('resources/subscribe', { uri })),
      remove: async (uri: string) => void (await request('resources/unsubscribe', { uri })),
    };
    this.#subscriptions = new Subscriptions(service, () => this.#listening ?? session);
  }

  /** The resources that are subscribed to. */
  get uris(): readonly string[] {
    return this.#subscriptions.uris;
  }

  /** Asks for what the era wants asked for. To be called before the first list, so that no change falls in between. */
  begin(connection: JsonRpcConnection, identity: ServerIdentity): void {
    this.#connection = connection;
    this.#identity = identity;
    this.#listening?.stop();
    this.#listening = undefined;
    if (identity.era === '2025') return;
    this.#sayLogLevel();
    this.#listening = this.#listen(connection, identity);
    this.#listening.open();
  }

  /** Asks again for all that was asked for before the session was lost. */
  async resume(connection: JsonRpcConnection, identity: ServerIdentity): Promise<void> {
    const { timeoutMs, onTrouble } = this.#options;
    this.begin(connection, identity);
    const request = (method: string, params: JsonObject) => connection.request(method, params, { timeoutMs });
    const isOf2025 = identity.era === '2025';
    const asked = this.uris.map(uri =>
      this.#listening ? this.#listening.add(uri) : request('resources/subscribe', { uri }),
    );
    const level = this.#logLevel;
    if (isOf2025 && level !== undefined) asked.push(request('logging/setLevel', { level }));
    for (const answer of await Promise.allSettled(asked)) {
      if (answer.status === 'rejected') onTrouble('The server no longer tells what it told', answer.reason);
    }
    this.#options.onGap();
  }

  subscribe(uri: string): Promise<void> {
    return this.#subscriptions.subscribe(uri);
  }

  unsubscribe(uri: string): Promise<void> {
    return this.#subscriptions.unsubscribe(uri);
  }

  /** 2025: the server is told. 2026: each request says it from now on. */
  async setLogLevel(level: string): Promise<void> {
    if (this.#identity?.era === '2025') await this.#options.request('logging/setLevel', { level });
    this.#logLevel = level;
    if (this.#identity?.era === '2026') this.#sayLogLevel();
  }

  stop(): void {
    this.#listening?.stop();
  }

  #sayLogLevel(): void {
    if (!this.#connection || !this.#identity) return;
    const { clientInfo, capabilities } = this.#options;
    const { protocolVersion } = this.#identity;
    this.#connection.meta = metaOf2026({
      protocolVersion,
      clientInfo,
      capabilities,
      logLevel: this.#logLevel,
    });
  }

  #listen(connection: JsonRpcConnection, { capabilities }: ServerIdentity): ListenStream {
    const { service, timeoutMs, onGap, onTrouble } = this.#options;
    const announced = listKinds
      .map(kind => listDefinitions[kind])
      .filter(({ capability }) => asObject(capabilities?.[capability])?.listChanged === true);
    return new ListenStream({
      connection,
      service,
      lists: Object.fromEntries(announced.map(({ filter }) => [filter, true])),
      timeoutMs,
      onResumed: onGap,
      onTrouble: error => onTrouble('The server can not be listened to', error),
    });
  }
}
