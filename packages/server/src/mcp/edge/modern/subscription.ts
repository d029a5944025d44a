import type { Caller, JsonObject, Listener, Subscriptions } from '../../hub.ts';
import type { RequestMessage } from '../message.ts';
import { notificationText, resultText } from '../message-text.ts';
import type { Reply } from '../reply.ts';
import { metaKeys } from './meta-keys.ts';

/**
 * One `subscriptions/listen` request: the stream of notifications that is its answer. What comes before the
 * acknowledgement waits for it.
 *
 * Source: MCP 2026-07-28, "Subscriptions".
 */
export class Subscription implements Listener {
  readonly caller: Caller;
  readonly #request: RequestMessage;
  readonly #reply: Reply;
  #early: string[] | undefined = [];

  constructor(caller: Caller, request: RequestMessage, reply: Reply) {
    this.caller = caller;
    this.#request = request;
    this.#reply = reply;
  }

  notify(method: string, params: JsonObject | undefined): void {
    const text = notificationText(method, this.#tagged(params));
    if (this.#early) this.#early.push(text);
    else this.#reply.send(text);
  }

  /** Tells the client what is honoured, and from now on what happens. */
  acknowledge({ acknowledged }: Subscriptions): void {
    const params = this.#tagged({ notifications: acknowledged });
    this.#reply.send(notificationText('notifications/subscriptions/acknowledged', params));
    for (const text of this.#early ?? []) this.#reply.send(text);
    this.#early = undefined;
  }

  /** Ends the subscription from this side: tells so, and gives the request its answer. */
  tearDown(serverInfo: JsonObject | undefined): void {
    const { id, key } = this.#request;
    const cancelled = this.#tagged({ requestId: id, reason: 'The gateway ends this subscription' });
    this.#reply.send(notificationText('notifications/cancelled', cancelled));
    const meta = { [metaKeys.subscriptionId]: id, ...(serverInfo && { [metaKeys.serverInfo]: serverInfo }) };
    this.#reply.answer(resultText(key, JSON.stringify({ resultType: 'complete', _meta: meta })));
  }

  #tagged(params: JsonObject | undefined): JsonObject {
    return {
      ...params,
      _meta: { ...(params?._meta as object), [metaKeys.subscriptionId]: this.#request.id },
    };
  }
}
