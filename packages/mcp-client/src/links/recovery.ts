import { UpstreamError, UpstreamHttpError, UpstreamRpcError } from '../errors.ts';
import type { Era } from '../transport.ts';

/** The server doesn't know the version that we speak. */
const UNSUPPORTED_VERSION = -32022;

export interface RecoveryOptions {
  /** The era that is spoken now. */
  readonly era: () => Era | undefined;
  /** Opens the protocol anew. */
  readonly reopen: () => Promise<void>;
}

/**
 * Goes on with a remote upstream that has forgotten us, was exchanged, or cut us off: opens the protocol anew,
 * once for all who need it, and repeats, once, what may be repeated.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  #isLost = false;
  #reopening: Promise<void> | undefined;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** The session is lost: it is opened anew now, and if that fails, with the next call. */
  lost(): void {
    this.#isLost = true;
    this.#recover().catch(() => {});
  }

  /** @param mayRepeat whether it may be sent again though it may have been carried out */
  async call<T>(attempt: () => Promise<T>, mayRepeat: () => boolean): Promise<T> {
    if (this.#isLost) await this.#recover();
    try {
      return await attempt();
    } catch (error) {
      if (!(await this.#isToRepeat(error, mayRepeat))) throw error;
      return attempt();
    }
  }

  async #isToRepeat(error: unknown, mayRepeat: () => boolean): Promise<boolean> {
    const era = this.#options.era();
    if (era === '2026' && suggestsOtherEra(error)) {
      await this.#recover();
      // Then it was refused for its era alone.
      return this.#options.era() !== era;
    }
    if (!isInterruption(error) || !(error.retryable || mayRepeat())) return false;
    if (this.#isLost) await this.#recover();
    return true;
  }

  #recover(): Promise<void> {
    this.#reopening ??= this.#options
      .reopen()
      .then(() => {
        this.#isLost = false;
      })
      .finally(() => {
        this.#reopening = undefined;
      });
    return this.#reopening;
  }
}

/** As servers of the 2025 era answer what comes without a session; tools may use the same words. */
function suggestsOtherEra(error: unknown): boolean {
  if (!(error instanceof UpstreamRpcError)) return false;
  const { rpcCode, rpcMessage } = error;
  if (rpcCode === UNSUPPORTED_VERSION) return true;
  return (rpcCode === -32000 || rpcCode === -32600) && /session|not initialized/i.test(rpcMessage);
}

/** Statuses by which a server says that it doesn't know a session; others would be the same a second time. */
const forgottenStatuses = new Set([400, 404]);

/** The way to the server failed, or the server has forgotten us. */
function isInterruption(error: unknown): error is UpstreamError {
  if (error instanceof UpstreamHttpError) return error.retryable && forgottenStatuses.has(error.status);
  return error instanceof UpstreamError && error.code === 'GW_UPSTREAM_UNREACHABLE';
}
