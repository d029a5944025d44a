import { type ListDefinition, listDefinitions } from '@gw/mcp-client';
import type { JsonObject, Listener } from '../hub.ts';
import type { Listening } from './client-record.ts';
import { asObject } from './json-object.ts';

/** Resources of one subscription; a client may have several. */
const maxUris = 1_000;

/** What of a filter can be honoured. */
export interface WantedNotifications {
  readonly lists: readonly ListDefinition[];
  readonly uris: readonly string[];
}

/** The part of a `subscriptions/listen` filter that a server with these capabilities honours. */
export function listenFilter(filter: JsonObject, capabilities: JsonObject): WantedNotifications {
  const announced = Object.values(listDefinitions).filter(
    list => filter[list.filter] === true && asObject(capabilities[list.capability])?.listChanged === true,
  );
  const subscribable = asObject(capabilities.resources)?.subscribe === true;
  const asked = Array.isArray(filter.resourceSubscriptions) ? filter.resourceSubscriptions : [];
  const uris = subscribable ? asked.filter(uri => typeof uri === 'string').slice(0, maxUris) : [];
  return { lists: announced, uris: [...new Set(uris)] };
}

/** One `subscriptions/listen` stream: it gets what it asked for, and nothing else. */
export class Subscribing implements Listening {
  readonly listener: Listener;
  readonly #changed: ReadonlySet<string>;
  readonly #wanted: WantedNotifications;

  constructor(listener: Listener, wanted: WantedNotifications) {
    this.listener = listener;
    this.#wanted = wanted;
    this.#changed = new Set(wanted.lists.map(({ changed }) => changed));
  }

  wants(method: string, params: JsonObject | undefined): boolean {
    if (this.#changed.has(method)) return true;
    if (method !== 'notifications/resources/updated' || typeof params?.uri !== 'string') return false;
    const { uri } = params;
    return this.#wanted.uris.some(subscribed => uri.startsWith(subscribed));
  }

  /** @param uris those that were subscribed to */
  acknowledged(uris: readonly string[]): JsonObject {
    const filters = Object.fromEntries(this.#wanted.lists.map(({ filter }) => [filter, true]));
    return { ...filters, ...(uris.length > 0 && { resourceSubscriptions: uris }) };
  }
}
