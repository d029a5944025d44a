import type { Caller, Exchange, JsonObject } from '../../hub.ts';
import { notificationText } from '../message-text.ts';
import type { Reply } from '../reply.ts';
import { isWanted, type LogLevel } from './request-meta.ts';

/** What has a stream of its own, and never comes with the answer to another request. */
const subscribedOnly: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
]);

/** A 2026 request under way: the client hears of it what belongs to it, and log messages only where it asked. */
export class ModernExchange implements Exchange {
  readonly caller: Caller;
  readonly #reply: Reply;
  readonly #logLevel: LogLevel | undefined;

  constructor(caller: Caller, reply: Reply, logLevel: LogLevel | undefined) {
    this.caller = caller;
    this.#reply = reply;
    this.#logLevel = logLevel;
  }

  get signal(): AbortSignal {
    return this.#reply.signal;
  }

  notify(method: string, params: JsonObject | undefined): void {
    if (subscribedOnly.has(method)) return;
    if (method === 'notifications/message' && !isWanted(params?.level, this.#logLevel)) return;
    this.#reply.send(notificationText(method, params));
  }
}
