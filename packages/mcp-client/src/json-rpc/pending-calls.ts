import type { Progress } from '../tool.ts';
import type { JsonObject } from './json-rpc-message.ts';
import type { RequestHandler } from './request-handler.ts';

/** The longest delay that timers take. */
const MAX_TIMER_MS = 2_147_483_647;

/** How one request is made. */
export interface RequestOptions {
  /** `Infinity`: no limit. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Gets the notifications that belong to this request, those apart that announce changes. */
  readonly onNotification?: ((method: string, params: JsonObject | undefined) => void) | undefined;
  /** Answers what the server asks in order to carry this request out. */
  readonly onRequest?: RequestHandler | undefined;
  /** The parameters are sent as they are, whatever the era wants in them: they find the era out. */
  readonly asGiven?: boolean;
  /** Sent along over HTTP. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What is to happen with one request that was sent. */
export interface PendingCall {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly options: RequestOptions;
}

/** Told of calls that end without an answer; they have been taken out by then. */
export interface PendingCallEvents {
  readonly onTimeout: (id: number, call: PendingCall) => void;
  readonly onAbort: (id: number, call: PendingCall) => void;
}

interface Entry {
  readonly call: PendingCall;
  readonly timer: NodeJS.Timeout | undefined;
  readonly onAbort: (() => void) | undefined;
}

/** Requests that wait for their answers, by id. Each leaves once: answered, out of time, aborted or failed. */
export class PendingCalls {
  readonly #entries = new Map<number, Entry>();
  /** Those that want to hear notifications. */
  readonly #listening = new Map<number, PendingCall>();
  readonly #events: PendingCallEvents;

  constructor(events: PendingCallEvents) {
    this.#events = events;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The calls with an `onNotification`, oldest first. */
  get listening(): Iterable<PendingCall> {
    return this.#listening.values();
  }

  add(id: number, call: PendingCall): void {
    const { timeoutMs, signal, onNotification } = call.options;
    const timer =
      timeoutMs === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(this.#expire, Math.min(Math.max(timeoutMs, 1), MAX_TIMER_MS), id);
    let onAbort: (() => void) | undefined;
    if (signal) {
      onAbort = () => {
        this.take(id);
        this.#events.onAbort(id, call);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    }
    this.#entries.set(id, { call, timer, onAbort });
    if (onNotification) this.#listening.set(id, call);
  }

  get(id: number): PendingCall | undefined {
    return this.#entries.get(id)?.call;
  }

  /** The newest call that fits. */
  findNewest(fits: (id: number, call: PendingCall) => boolean): number | undefined {
    let newest: number | undefined;
    for (const [id, { call }] of this.#entries) if (fits(id, call)) newest = id;
    return newest;
  }

  /** Takes the call out, if it is still there. */
  take(id: number): PendingCall | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#entries.delete(id);
    clearTimeout(entry.timer);
    const { call } = entry;
    if (entry.onAbort) call.options.signal?.removeEventListener('abort', entry.onAbort);
    if (call.options.onNotification) this.#listening.delete(id);
    return call;
  }

  /** Takes all out and fails them. */
  rejectAll(error: () => Error): void {
    for (const id of [...this.#entries.keys()]) this.take(id)?.reject(error());
  }

  readonly #expire = (id: number): void => {
    const call = this.take(id);
    if (call) this.#events.onTimeout(id, call);
  };
}
