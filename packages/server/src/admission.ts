import type { GatewayConfig } from '@gw/config';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { addressKey, plainAddress } from './client-address.ts';
import { Credentials, type Principal } from './credentials.ts';
import type { RateLimitStore } from './rate-limits/rate-limit-store.ts';
import { RateLimiter, type RateLimitSetting } from './rate-limits/rate-limiter.ts';
import type { SecurityEvents } from './security-event.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set on every route that needs credentials. */
    principal: Principal | undefined;
  }
  interface FastifyContextConfig {
    /** How the route's requests are counted; absent: only its failed logins are, by `default_limits`. */
    limit?: RouteLimit;
  }
}

/** A route's part in rate limiting. */
export interface RouteLimit {
  readonly setting: RateLimitSetting;
  /** Name of the endpoint; routes of one name share their counts. */
  readonly scope: string;
  /** The session that a request is for, where limits are counted by session. Default: the route has none. */
  readonly session?: (request: FastifyRequest) => string;
  /** The route finds its session in the body, and calls {@link Admission.countSession} itself. */
  readonly sessionInBody?: boolean;
}

/** What {@link Admission} needs. */
export interface AdmissionOptions {
  readonly config: GatewayConfig;
  readonly store: RateLimitStore;
  readonly securityEvent: SecurityEvents;
  readonly onRateLimited: (setting: RateLimitSetting) => void;
  readonly onAuthFailed: () => void;
}

const unlimitedRoute: RouteLimit = { setting: 'default_limits', scope: 'login' };

/**
 * Lets requests in: rate limits first and credentials after them, so that guesses count.
 *
 * Where limits are counted by principal or session, they come after the credentials; failed logins are then
 * counted by address, and an address that has too many of them is refused before its next guess is looked at.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #credentials: Credentials;
  readonly #key: GatewayConfig['rate_limiting']['key'];
  readonly #limiters = new Map<string, RateLimiter>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#credentials = new Credentials(options.config.server);
    this.#key = options.config.rate_limiting.key;
  }

  /**
   * The `onRequest` hook of a route.
   *
   * @throws ServerOptionsError (`GW_RATE_LIMIT_SETTING`) when the route's setting is wrong
   */
  hookFor(limit: RouteLimit | undefined): onRequestHookHandler {
    const limiter = this.#limiter(limit ?? unlimitedRoute);
    return limit && this.#key === 'address' ? this.#limitFirst(limiter) : this.#loginFirst(limit, limiter);
  }

  /**
   * Counts a request by its session, where limits are counted so and the session stands in the body.
   *
   * @throws RequestError 429
   */
  async countSession(limit: RouteLimit, request: FastifyRequest, sessionId: string): Promise<void> {
    await this.#limiter(limit).hit(`${request.principal?.id}|session|${sessionId}`);
  }

  /** Whether {@link countSession} has something to count. */
  get countsSessions(): boolean {
    return this.#key === 'session';
  }

  /** The hook of nearly every call: without promises where the store answers at once. */
  #limitFirst(limiter: RateLimiter): onRequestHookHandler {
    return (request, reply, done) => {
      const enter = () => {
        if (this.#login(request)) done();
        else this.#refuse(request, reply);
      };
      const counting = limiter.hit(addressKey(request.ip));
      if (counting) counting.then(enter).catch(done);
      else enter();
    };
  }

  #loginFirst(limit: RouteLimit | undefined, limiter: RateLimiter): onRequestHookHandler {
    return async (request: FastifyRequest, reply: FastifyReply) => {
      const address = `failed|${addressKey(request.ip)}`;
      await limiter.peek(address);
      if (!this.#login(request)) {
        await limiter.hit(address);
        return this.#refuse(request, reply);
      }
      const isCountedLater = this.#key === 'session' && limit?.sessionInBody;
      if (limit && !isCountedLater) await limiter.hit(this.#callerKey(limit, request));
    };
  }

  #login(request: FastifyRequest): boolean {
    request.principal = this.#credentials.check(request.headers.authorization);
    return request.principal !== undefined;
  }

  #callerKey(limit: RouteLimit, request: FastifyRequest): string {
    const principal = `${request.principal?.id}`;
    return this.#key === 'session' && limit.session
      ? `${principal}|session|${limit.session(request)}`
      : `${principal}|principal`;
  }

  #limiter(limit: RouteLimit): RateLimiter {
    const known = this.#limiters.get(limit.scope);
    if (known) return known;
    const { config, store, onRateLimited } = this.#options;
    const texts = config.rate_limiting[limit.setting];
    const limiter = new RateLimiter({
      store,
      setting: limit.setting,
      texts: typeof texts === 'string' ? [texts] : texts,
      scope: limit.scope,
      onRefused: onRateLimited,
    });
    this.#limiters.set(limit.scope, limiter);
    return limiter;
  }

  #refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    this.#options.onAuthFailed();
    this.#options.securityEvent('auth_failed', {
      ip: plainAddress(request.ip),
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '',
    });
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="MCP Gateway"')
      .type('text/html; charset=utf-8')
      .send('Authentication required');
  }
}
