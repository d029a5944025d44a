import { SUBSCRIPTION_ID } from '../eras/request-meta.ts';
import type { Progress } from '../tool.ts';
import { asObject, type JsonObject } from './json-rpc-message.ts';
import { isAnnouncement } from './notifications.ts';
import type { PendingCalls } from './pending-calls.ts';

/** Where a message came from, as far as the transport tells. */
export type Origin = number | 'unrelated' | 'unknown';

/** Brings a server's notifications to the calls that they belong to. */
export class NotificationDelivery {
  readonly #pending: PendingCalls;
  readonly #onThrow: (error: unknown) => void;

  /** @param onThrow told of a listener's failure, which stops neither the reader nor the other calls */
  constructor(pending: PendingCalls, onThrow: (error: unknown) => void) {
    this.#pending = pending;
    this.#onThrow = onThrow;
  }

  /**
   * @param origin our request on whose stream it came; `unrelated`: a stream of its own; `unknown`: all share one
   * @returns whether a call has had it
   */
  deliver(method: string, params: JsonObject | undefined, origin: Origin): boolean {
    if (method === 'notifications/progress') return this.#deliverProgress(params);
    return !isAnnouncement(method) && this.#deliverToOwner(method, params, origin);
  }

  #deliverProgress(params: JsonObject | undefined): boolean {
    const token = params?.progressToken;
    const onProgress = typeof token === 'number' ? this.#pending.get(token)?.options.onProgress : undefined;
    if (onProgress) this.#tell(() => onProgress(params as unknown as Progress));
    return onProgress !== undefined;
  }

  /** Where a stream or a subscription tells whom it is for, it goes there; otherwise to all who listen. */
  #deliverToOwner(method: string, params: JsonObject | undefined, origin: Origin): boolean {
    const subscription = asObject(params?._meta)?.[SUBSCRIPTION_ID];
    const owner = typeof subscription === 'number' ? subscription : origin;
    if (owner === 'unrelated') return false;
    const calls = owner === 'unknown' ? this.#pending.listening : [this.#pending.get(owner)];
    let delivered = false;
    for (const call of calls) {
      const onNotification = call?.options.onNotification;
      if (!onNotification) continue;
      delivered = true;
      this.#tell(() => onNotification(method, params));
    }
    return delivered;
  }

  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onThrow(error);
    }
  }
}
