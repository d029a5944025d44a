import { isDeepStrictEqual } from 'node:util';
import { type ListKind, listDefinitions, listKinds, type McpClient } from '@gw/mcp-client';
import type { JsonObject } from '../hub.ts';
import type { ClientRecord } from './client-record.ts';

/** Events of the client's own that say the same better, and what belongs to a request. */
const heardOtherwise: ReadonlySet<string> = new Set([
  ...Object.values(listDefinitions).map(({ changed }) => changed),
  'notifications/resources/updated',
  'notifications/progress',
  'notifications/cancelled',
  'notifications/subscriptions/acknowledged',
]);

/** A server's process as one of its clients hears it. */
export class WiredUpstream {
  readonly client: McpClient;
  readonly #service: string;
  readonly #record: ClientRecord;
  /** Lists that the client may have seen, by kind. */
  readonly #seen = new Map<ListKind, readonly JsonObject[]>();

  constructor(record: ClientRecord, service: string, client: McpClient) {
    this.#record = record;
    this.#service = service;
    this.client = client;
    // One for each session that a shared process serves.
    client.setMaxListeners(0);
    client.on('listChanged', this.#listChanged);
    client.on('resourceUpdated', this.#resourceUpdated);
    client.on('notification', this.#notification);
    client.on('exit', this.#exit);
  }

  unwire(): void {
    const { client } = this;
    for (const kind of listKinds) {
      const list = client.listed(kind);
      if (list) this.#seen.set(kind, list);
    }
    client.off('listChanged', this.#listChanged);
    client.off('resourceUpdated', this.#resourceUpdated);
    client.off('notification', this.#notification);
    client.off('exit', this.#exit);
  }

  /** Notifications for the lists that another process of the service has otherwise. */
  async changedSince(successor: McpClient): Promise<Set<string>> {
    const methods = new Set<string>();
    for (const [kind, seen] of this.#seen) {
      const now = await successor.list(kind).catch(() => seen);
      if (!isDeepStrictEqual(now, seen)) methods.add(listDefinitions[kind].changed);
    }
    return methods;
  }

  readonly #listChanged = (kind: ListKind): void => {
    this.#record.deliverSoon(listDefinitions[kind].changed);
  };

  readonly #resourceUpdated = (params: JsonObject): void => {
    const concerned = !this.client.service.shared || this.#record.isSubscribed(params.uri);
    if (concerned) this.#record.deliver('notifications/resources/updated', params);
  };

  /** What belongs to no request: from a shared process it may concern anybody, so that nobody gets it. */
  readonly #notification = (method: string, params: JsonObject | undefined, delivered: boolean): void => {
    if (delivered || this.client.service.shared || heardOtherwise.has(method)) return;
    this.#record.deliver(method, params);
  };

  readonly #exit = (): void => this.#record.lost(this.#service);
}
