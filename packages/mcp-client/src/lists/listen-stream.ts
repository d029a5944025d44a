import { boundedWait } from '../bounded-wait.ts';
import { UpstreamError, UpstreamRpcError } from '../errors.ts';
import type { JsonRpcConnection } from '../json-rpc/json-rpc-connection.ts';
import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import { type Backoff, backoffMs, defaultBackoff } from '../manager/backoff.ts';
import type { SubscriptionChannel } from './subscriptions.ts';

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const INVALID_PARAMS = -32602;

export interface ListenStreamOptions {
  readonly connection: JsonRpcConnection;
  /** Name of the service, for errors. */
  readonly service: string;
  /** Which lists' changes are to be told, as fields of the filter. */
  readonly lists: JsonObject;
  /** Limit of the server's acknowledgement, in milliseconds. */
  readonly timeoutMs: number;
  /** The stream ended unasked and has been opened again: what happened in between was not told. */
  readonly onResumed: () => void;
  readonly onTrouble: (error: unknown) => void;
  readonly backoff?: Backoff;
}

interface OpenStream {
  readonly cancel: AbortController;
  readonly acknowledged: JsonObject;
}

/**
 * What a server of the 2026 era tells unasked: one `subscriptions/listen` request that is never answered. A
 * changed filter opens another before the one is ended, so that nothing is missed.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export class ListenStream implements SubscriptionChannel {
  readonly #options: ListenStreamOptions;
  readonly #uris = new Set<string>();
  #current: OpenStream | undefined;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failures = 0;
  /** It ended, and what happened since then was not told. */
  #hasGap = false;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ListenStreamOptions) {
    this.#options = options;
  }

  /** Opens the stream, if there is anything to listen for; reports its own failures. */
  open(): void {
    this.#sync().catch(error => {
      if (!this.#stopped) this.#options.onTrouble(error);
    });
  }

  /** @throws UpstreamRpcError when the server does not agree to tell of this resource */
  async add(uri: string): Promise<void> {
    this.#uris.add(uri);
    try {
      await this.#sync();
      const agreed = this.#current?.acknowledged.resourceSubscriptions;
      if (Array.isArray(agreed) && agreed.includes(uri)) return;
      if (this.#stopped) throw this.#failure('was stopped');
      const message = 'The server does not tell of changes of this resource';
      throw new UpstreamRpcError(this.#options.service, { code: INVALID_PARAMS, message });
    } catch (error) {
      this.#uris.delete(uri);
      throw error;
    }
  }

  async remove(uri: string): Promise<void> {
    this.#uris.delete(uri);
    await this.#sync();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#current?.cancel.abort();
  }

  /** One exchange of streams at a time; the next one takes all changes that came meanwhile. */
  #sync(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        this.#running = this.#exchange();
        return this.#running;
      });
    return this.#next;
  }

  async #exchange(): Promise<void> {
    clearTimeout(this.#retry);
    const before = this.#current;
    const filter = this.#filter();
    try {
      this.#current = filter && !this.#stopped ? await this.#listen(filter) : undefined;
    } catch (error) {
      // A server that doesn't know the method, or won't have it, won't change its mind; other troubles pass.
      if (!this.#current && !(error instanceof UpstreamRpcError)) this.#resumeLater();
      throw error;
    }
    this.#failures = 0;
    before?.cancel.abort();
    if (this.#hasGap) this.#options.onResumed();
    this.#hasGap = false;
  }

  #filter(): JsonObject | undefined {
    const { lists } = this.#options;
    if (this.#uris.size > 0) return { ...lists, resourceSubscriptions: [...this.#uris] };
    return Object.keys(lists).length > 0 ? lists : undefined;
  }

  /** Resolves when the server has acknowledged the stream. */
  async #listen(notifications: JsonObject): Promise<OpenStream> {
    const { connection, service, timeoutMs } = this.#options;
    const cancel = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const answer = connection.request(
      'subscriptions/listen',
      { notifications },
      {
        timeoutMs: Number.POSITIVE_INFINITY,
        signal: cancel.signal,
        onNotification: (method, params) => {
          if (method === ACKNOWLEDGED) resolve(asObject(params?.notifications) ?? {});
        },
      },
    );
    answer.then(() => reject(this.#failure('ended subscriptions/listen at once')), reject);
    try {
      const acknowledged = await boundedWait(promise, {
        limit: {
          timeoutMs,
          onTimeout: () => {
            const message = `Service ${service} did not acknowledge subscriptions/listen within ${timeoutMs} ms`;
            return new UpstreamError('GW_UPSTREAM_TIMEOUT', service, message);
          },
        },
        onAbort: () => this.#failure('was stopped'),
      });
      const stream = { cancel, acknowledged };
      const onEnd = () => this.#onEnd(stream);
      answer.then(onEnd, onEnd);
      return stream;
    } catch (error) {
      cancel.abort();
      throw error;
    }
  }

  #failure(what: string): UpstreamError {
    const { service } = this.#options;
    return new UpstreamError('GW_UPSTREAM_EXITED', service, `Service ${service} ${what}`);
  }

  #onEnd(stream: OpenStream): void {
    if (this.#current !== stream || this.#stopped) return;
    this.#current = undefined;
    this.#hasGap = true;
    this.#resumeLater();
  }

  #resumeLater(): void {
    if (this.#stopped) return;
    this.#failures++;
    const pauseMs = backoffMs(this.#options.backoff ?? defaultBackoff, this.#failures);
    this.#retry = setTimeout(() => this.open(), pauseMs);
    this.#retry.unref();
  }
}
