import type { GatewayConfig } from '@gw/config';
import type { Logger } from '@gw/mcp-client';
import type { FastifyContextConfig, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { addressKey, plainAddress } from './client-address.ts';
import { Credentials, isOwner, type KeyCheck, type Principal } from './credentials.ts';
import { RequestError } from './errors.ts';
import { loggablePath } from './loggable-path.ts';
import type { ApiScope } from './platform/scopes.ts';
import type { RateLimitStore } from './rate-limits/rate-limit-store.ts';
import { judgeOverrun, RateLimiter, type RateLimitSetting } from './rate-limits/rate-limiter.ts';
import type { SecurityEvents } from './security-event.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set on every route that needs credentials. */
    principal: Principal | undefined;
  }
  interface FastifyContextConfig {
    /** How the route's requests are counted; absent: only its failed logins are, by `default_limits`. */
    limit?: RouteLimit;
    /** What an API key must be allowed, one of them; absent: everything. Its owner may do all. */
    scope?: ApiScope | readonly ApiScope[];
    /** Answers those who may not in. Default: 401 as the wire contract has it. */
    challenge?: Challenge;
  }
}

/** Answers a request without the right credentials. */
export type Challenge = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** A route's part in rate limiting. */
export interface RouteLimit {
  readonly setting: RateLimitSetting;
  /** Name of the endpoint; routes of one name share their counts. */
  readonly scope: string;
  /** The session that a request is for, where limits are counted by session. Default: the route has none. */
  readonly session?: (request: FastifyRequest) => string;
  /** The route finds its session in the body, and calls {@link Admission.countSession} itself. */
  readonly sessionInBody?: boolean;
  /** The owner of the gateway is not counted, so that counting comes after the login. */
  readonly sparesOwner?: boolean;
}

/** What {@link Admission} needs. */
export interface AdmissionOptions {
  readonly config: GatewayConfig;
  readonly store: RateLimitStore;
  readonly securityEvent: SecurityEvents;
  readonly onRateLimited: (setting: RateLimitSetting | 'rate_limit_rpm') => void;
  readonly onAuthFailed: () => void;
  readonly logger: Logger;
  /** Knows the API keys; absent: there are none. */
  readonly keys?: KeyCheck | undefined;
}

const basicChallenge: Challenge = (_request, reply) =>
  reply
    .code(401)
    .header('www-authenticate', 'Basic realm="MCP Gateway"')
    .type('text/html; charset=utf-8')
    .send('Authentication required');

const unlimitedRoute: RouteLimit = { setting: 'default_limits', scope: 'login' };

/** How a route's requests are let in by their credentials. */
interface LoginFirst {
  /** Counts those that fail. */
  readonly guesses: RateLimiter;
  readonly challenge: Challenge;
  /** What keys must be allowed. */
  readonly scopes: readonly ApiScope[];
  /** Counts those that succeed. */
  readonly count?: (request: FastifyRequest) => void | Promise<void>;
}

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
    this.#credentials = new Credentials(options.config.server, options.logger, options.keys);
    this.#key = options.config.rate_limiting.key;
  }

  /**
   * The `onRequest` hook of a route.
   *
   * @throws ServerOptionsError (`GW_RATE_LIMIT_SETTING`) when the route's setting is wrong
   */
  hookFor({ limit, challenge = basicChallenge, scope }: FastifyContextConfig): onRequestHookHandler {
    const scopes = [scope ?? []].flat();
    if (!limit) return this.#loginFirst({ guesses: this.#limiter(unlimitedRoute), challenge, scopes });
    const limiter = this.#limiter(limit);
    if (limit.sparesOwner) {
      const count = (request: FastifyRequest) =>
        isOwner(request.principal) ? undefined : limiter.hit(this.#callerKey(limit, request));
      return this.#loginFirst({ guesses: this.#limiter(unlimitedRoute), challenge, scopes, count });
    }
    if (this.#key === 'address') return this.#limitFirst(limiter, challenge, scopes);
    const isCountedLater = this.#key === 'session' && limit.sessionInBody;
    const count = (request: FastifyRequest) => limiter.hit(this.#callerKey(limit, request));
    return this.#loginFirst({ guesses: limiter, challenge, scopes, ...(isCountedLater ? {} : { count }) });
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

  /** The hook of nearly every call: without promises where the store and the credentials are at hand. */
  #limitFirst(limiter: RateLimiter, challenge: Challenge, scopes: readonly ApiScope[]): onRequestHookHandler {
    return (request, reply, done) => {
      const enter = (principal: Principal | undefined) => {
        request.principal = principal;
        if (!principal) {
          this.#refuse(request, reply, challenge);
          return;
        }
        const counting = this.#checkKey(principal, scopes);
        if (counting) counting.then(() => done()).catch(done);
        else done();
      };
      const login = () => {
        const principal = this.#credentials.check(request.headers.authorization, request.ip);
        if (principal instanceof Promise) principal.then(enter).catch(done);
        else enter(principal);
      };
      const counting = limiter.hit(addressKey(request.ip));
      if (counting) counting.then(login).catch(done);
      else login();
    };
  }

  #loginFirst({ guesses, challenge, scopes, count }: LoginFirst): onRequestHookHandler {
    return async (request: FastifyRequest, reply: FastifyReply) => {
      const address = `failed|${addressKey(request.ip)}`;
      await guesses.peek(address);
      request.principal = await this.#credentials.check(request.headers.authorization, request.ip);
      if (request.principal) {
        await this.#checkKey(request.principal, scopes);
        return count?.(request);
      }
      await guesses.hit(address);
      return this.#refuse(request, reply, challenge);
    };
  }

  /**
   * Whether a key may be used for a route, and now.
   *
   * @throws RequestError 403 or 429; the promise rejects with the latter likewise
   */
  #checkKey({ key }: Principal, scopes: readonly ApiScope[]): void | Promise<void> {
    if (!key) return undefined;
    const counting = judgeOverrun(this.#options.store.hit(key.limits, key.id), ({ text }) => {
      this.#options.onRateLimited('rate_limit_rpm');
      return `rate limit exceeded: this API key may be used ${text}`;
    });
    if (counting) return counting.then(() => requireScope(key.rights, scopes));
    requireScope(key.rights, scopes);
  }

  #callerKey(limit: RouteLimit, request: FastifyRequest): string {
    const keyId = request.principal?.key?.id;
    if (limit.sparesOwner && keyId !== undefined) return `key|${keyId}`;
    if (this.#key === 'address') return addressKey(request.ip);
    const principal = `${request.principal?.id}`;
    return this.#key === 'session' && limit.session
      ? `${principal}|session|${limit.session(request)}`
      : `${principal}|principal`;
  }

  #limiter(limit: RouteLimit): RateLimiter {
    const known = this.#limiters.get(limit.scope);
    if (known) return known;
    const { config, store, onRateLimited } = this.#options;
    const texts = config.rate_limiting[limit.setting] ?? [];
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

  #refuse(request: FastifyRequest, reply: FastifyReply, challenge: Challenge): FastifyReply {
    this.#options.onAuthFailed();
    this.#options.securityEvent('auth_failed', {
      ip: plainAddress(request.ip),
      method: request.method,
      path: loggablePath(request.url),
    });
    return challenge(request, reply);
  }
}

function requireScope(rights: ReadonlySet<string> | null, scopes: readonly ApiScope[]): void {
  if (rights === null || scopes.some(scope => rights.has(scope))) return;
  const missing = scopes.length === 0 ? 'a key without scopes, which may do everything' : scopes.join(' or ');
  throw new RequestError('GW_FORBIDDEN', 403, `This API key may not do that: it needs ${missing}`);
}
