import { randomBytes } from 'node:crypto';
import type { JsonObject, JsonRpcReply } from '../../hub.ts';
import { notificationText, requestText } from '../message-text.ts';
import { rpcCodes } from '../rpc-codes.ts';

/** What servers have asked of one client, until it answers. Only its own answers fit. */
export class ServerRequests {
  /** A session may be older than this process: a late answer to what the one before has asked must not fit. */
  readonly #prefix = randomBytes(4).toString('hex');
  #asked = 0;
  readonly #waiting = new Map<string, (reply: JsonRpcReply) => void>();

  /** Asks; when the signal aborts first, the client is told that nobody wants to know any more. */
  ask(
    send: (text: string) => void,
    method: string,
    params: JsonObject | undefined,
    signal: AbortSignal,
  ): Promise<JsonRpcReply> {
    if (signal.aborted) return Promise.resolve(cancelled);
    const id = `${this.#prefix}-${(++this.#asked).toString(36)}`;
    const key = JSON.stringify(id);
    return new Promise(resolve => {
      const settle = (reply: JsonRpcReply) => {
        this.#waiting.delete(key);
        signal.removeEventListener('abort', abort);
        resolve(reply);
      };
      const abort = () => {
        settle(cancelled);
        send(notificationText('notifications/cancelled', { requestId: id, reason: 'No longer needed' }));
      };
      this.#waiting.set(key, settle);
      signal.addEventListener('abort', abort, { once: true });
      send(requestText(key, method, params));
    });
  }

  /** Takes an answer of the client's; one that nothing waits for is ignored. */
  settle(key: string, reply: JsonRpcReply): void {
    this.#waiting.get(key)?.(reply);
  }

  /** The client is gone. */
  close(): void {
    for (const settle of this.#waiting.values()) settle(gone);
  }
}

const cancelled: JsonRpcReply = {
  error: { code: rpcCodes.internalError, message: 'The request was cancelled' },
};
const gone: JsonRpcReply = { error: { code: rpcCodes.internalError, message: 'The client is gone' } };
