/** How long, and for whom, a promise is waited for. */
export interface BoundedWaitOptions {
  /** Default: no limit. */
  readonly limit?: { readonly timeoutMs: number; readonly onTimeout: () => Error };
  readonly signal?: AbortSignal | undefined;
  readonly onAbort: (reason: unknown) => Error;
}

/** Waits for a promise that goes on by itself: time-out and abort end the waiting, not the work. */
export async function boundedWait<T>(promise: Promise<T>, options: BoundedWaitOptions): Promise<T> {
  const { limit, signal, onAbort } = options;
  if (signal?.aborted) throw onAbort(signal.reason);
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const timer = limit && setTimeout(() => reject(limit.onTimeout()), limit.timeoutMs);
  const abort = () => reject(onAbort(signal?.reason));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
