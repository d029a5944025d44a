import type { Progress } from './tool.ts';

/** The longest delay that timers take. */
const MAX_TIMER_MS = 2_147_483_647;

/** What is to happen with one request that was sent. */
export interface PendingCall {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** Told of calls that end without an answer; they have been taken out by then. */
export interface PendingCallEvents {
  readonly onTimeout: (id: number, call: PendingCall) => void;
  readonly onAbort: (id: number, call: PendingCall) => void;
}

interface Entry {
  readonly call: PendingCall;
  readonly timer: NodeJS.Timeout;
  readonly onAbort: (() => void) | undefined;
}

/** Requests that wait for their answers, by id. Each leaves once: answered, out of time, aborted or failed. */
export class PendingCalls {
  readonly #entries = new Map<number, Entry>();
  readonly #events: PendingCallEvents;

  constructor(events: PendingCallEvents) {
    this.#events = events;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(id: number, call: PendingCall): void {
    const delayMs = Math.min(Math.max(call.timeoutMs, 1), MAX_TIMER_MS);
    const timer = setTimeout(this.#expire, delayMs, id);
    let onAbort: (() => void) | undefined;
    if (call.signal) {
      onAbort = () => {
        this.take(id);
        this.#events.onAbort(id, call);
      };
      call.signal.addEventListener('abort', onAbort, { once: true });
    }
    this.#entries.set(id, { call, timer, onAbort });
  }

  get(id: number): PendingCall | undefined {
    return this.#entries.get(id)?.call;
  }

  /** Takes the call out, if it is still there. */
  take(id: number): PendingCall | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#entries.delete(id);
    clearTimeout(entry.timer);
    if (entry.onAbort) entry.call.signal?.removeEventListener('abort', entry.onAbort);
    return entry.call;
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
