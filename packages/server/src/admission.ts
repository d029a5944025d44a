import type { GatewayConfig } from '@gw/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressKey, plainAddress } from './client-address.ts';
import { Credentials, type Principal } from './credentials.ts';
import type { RateLimitStore } from './rate-limits/rate-limit-store.ts';
import { RateLimiter, type RateLimitSetting } from './rate-limits/rate-limiter.ts';
import type { SecurityDetails, SecurityEventType } from './security-event.ts';

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
  readonly securityEvent: (type: SecurityEventType, details: SecurityDetails) => void;
  readonly onRateLimited: (setting: RateLimitSetting) => void;
  readonly onAuthFailed: () => void;
}

const unlimitedRoute: RouteLimit = { setting: 'default_limits', scope: 'login' };

/**
 * Lets a request in: rate limits first and credentials after them, so that guesses count.
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

  /** Prepares a route's limits, so that a wrong setting stops the start and not the first request. */
  prepare(limit: RouteLimit = unlimitedRoute): void {
    this.#limiter(limit);
  }

  /**
   * An `onRequest` hook.
   *
   * @throws RequestError 429
   */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { limit } = request.routeOptions.config;
    if (limit && this.#key === 'address') {
      await this.#limiter(limit).hit(addressKey(request.ip));
      request.principal = this.#credentials.check(request.headers.authorization);
      return request.principal ? undefined : this.#refuse(request, reply);
    }
    const failures = this.#limiter(limit ?? unlimitedRoute);
    const address = `failed|${addressKey(request.ip)}`;
    await failures.peek(address);
    request.principal = this.#credentials.check(request.headers.authorization);
    if (!request.principal) {
      await failures.hit(address);
      return this.#refuse(request, reply);
    }
    if (limit && !(this.#key === 'session' && limit.sessionInBody)) {
      await this.#limiter(limit).hit(this.#callerKey(limit, request));
    }
    return undefined;
  }

  /**
   * Counts a request by its session, where limits are counted so and the session stands in the body.
   *
   * @throws RequestError 429
   */
  async countSession(limit: RouteLimit, request: FastifyRequest, sessionId: string): Promise<void> {
    if (this.#key !== 'session') return;
    await this.#limiter(limit).hit(`${request.principal?.id}|session|${sessionId}`);
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
