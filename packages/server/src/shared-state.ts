import { randomBytes } from 'node:crypto';
import { type Logger, silentLogger } from '@gw/mcp-client';
import { IdempotencyStore } from './idempotency-store.ts';
import { GatewayMetrics } from './metrics/gateway-metrics.ts';
import { RateLimitStores } from './rate-limits/rate-limit-stores.ts';

/**
 * What outlives an application, and is handed from the one before a reload to the one after it: counts of the rate
 * limits, answers to idempotency keys, metrics, and the numbering of requests.
 */
export interface SharedState extends AsyncDisposable {
  /** Closes connections to Redis. Idempotent. */
  close(): Promise<void>;
}

/**
 * Makes the shared state of one gateway. Connections to Redis are opened when a configuration asks for them.
 *
 * @param options `logger` is told when Redis goes and comes back; default: nobody is
 */
export function createSharedState(options: { logger?: Logger } = {}): SharedState {
  return new SharedParts(options.logger ?? silentLogger);
}

/** The shared state as the application sees it. */
export class SharedParts implements SharedState {
  readonly rateLimits: RateLimitStores;
  readonly idempotency = new IdempotencyStore();
  readonly metrics = new GatewayMetrics();
  readonly #start = randomBytes(6).toString('hex');
  #requests = 0;

  constructor(logger: Logger) {
    this.rateLimits = new RateLimitStores(logger);
  }

  /** @throws TypeError when the state was not made by {@link createSharedState} of this copy of the package */
  static of(shared: SharedState): SharedParts {
    if (shared instanceof SharedParts) return shared;
    throw new TypeError('ServerOptions.shared must come from createSharedState()');
  }

  /** A new request's id, unique over restarts too. */
  nextRequestId(): string {
    return `${this.#start}-${(++this.#requests).toString(36)}`;
  }

  close(): Promise<void> {
    return this.rateLimits.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
