import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Agent } from 'undici';
import { UpstreamError } from '../errors.ts';
import type { AddressGuard } from './address-guard.ts';
import { guardedConnector } from './connector.ts';
import { networkFailure } from './http-failure.ts';

const MAX_REDIRECTS = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Redirects that leave method and body as they are; the others turn a POST into a GET. */
const keepingRedirects = new Set([307, 308]);
/** How long idle connections are kept where the server doesn't say how long it keeps them. */
const KEEP_ALIVE_MS = 4_000;
/** Time before the end that the server names. */
const KEEP_ALIVE_MARGIN_MS = 2_000;
/** Read of a body that nobody wants, so that its connection can be used again. */
const MAX_DUMPED_BYTES = 64 * 1024;

export interface DialerOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  readonly guard: AddressGuard;
  /** The only origin that private headers are for. */
  readonly origin: string;
  readonly connectTimeoutMs: number;
  /** Connections to one origin; requests beyond them queue. */
  readonly maxConnections: number;
}

export interface DialRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Credentials and the like: no redirect takes them to another origin. */
  readonly privateHeaders?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Limit until the answer's headers, in milliseconds; 0: none. */
  readonly headersTimeoutMs: number;
  /** `false`: a redirect is the answer. Default true. */
  readonly followRedirects?: boolean;
}

/** The head of an answer, and its body, which must be read, dumped or destroyed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable & {
    dump(options: { limit: number }): Promise<void>;
    arrayBuffer(): Promise<ArrayBuffer>;
  };
  /** The URL that answered. */
  readonly url: URL;
}

/** Makes HTTP requests to allowed addresses, follows redirects, and keeps connections. Proxies of the environment are not used. */
export class Dialer {
  readonly #options: DialerOptions;
  #agent: Promise<Agent> | undefined;
  #closed = false;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  /**
   * Makes one request; any status is an answer.
   *
   * @throws UpstreamError `GW_UPSTREAM_UNREACHABLE`, `_ADDRESS_REFUSED`, `_TIMEOUT`, `_PROTOCOL`
   * @throws the signal's reason when it aborts
   */
  async dial(request: DialRequest): Promise<HttpAnswer> {
    let { url } = request;
    for (let hops = 0; ; hops++) {
      const answer = await this.#ask(request, url);
      const { location } = answer.headers;
      const isFollowed = request.followRedirects !== false && redirects.has(answer.status);
      if (!isFollowed || location === undefined) return answer;
      await dump(answer);
      url = this.#nextUrl(request, url, answer.status, location, hops);
    }
  }

  /** Ends every connection, and what is still asked. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const agent = await this.#agent;
    await agent?.destroy();
  }

  async #ask(request: DialRequest, url: URL): Promise<HttpAnswer> {
    const { method, signal, headersTimeoutMs } = request;
    const own = url.origin === this.#options.origin ? request.privateHeaders : undefined;
    this.#agent ??= this.#createAgent();
    const agent = await this.#agent;
    try {
      signal?.throwIfAborted();
      const { statusCode, headers, body } = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { ...own, ...request.headers, 'accept-encoding': 'identity' },
        body: request.body ?? null,
        signal: signal ?? null,
        headersTimeout: headersTimeoutMs,
        bodyTimeout: 0,
      });
      // Whoever reads the body learns of its errors; nobody else may be hurt by them.
      body.on('error', () => {});
      return { status: statusCode, headers, body, url };
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw networkFailure(this.#options.service, url, cause);
    }
  }

  async #createAgent(): Promise<Agent> {
    // A bundle gives a package that is loaded later its default export alone.
    const { Agent, buildConnector } = (await import('undici')).default;
    const { guard, connectTimeoutMs, maxConnections } = this.#options;
    const agent = new Agent({
      connect: guardedConnector(buildConnector, { guard, timeoutMs: connectTimeoutMs }),
      connections: maxConnections,
      // Well before the server closes an idle connection, though we may be late by then.
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
      allowH2: false,
    });
    if (this.#closed) await agent.destroy();
    return agent;
  }

  #nextUrl({ method }: DialRequest, from: URL, status: number, location: string, hops: number): URL {
    const refuse = (why: string) =>
      new UpstreamError(
        'GW_UPSTREAM_PROTOCOL',
        this.#options.service,
        `Service ${this.#options.service} (${from.host}) answered with HTTP ${status}, a redirect ${why}`,
      );
    if (!URL.canParse(location, from.href)) throw refuse('to what is no URL');
    const url = new URL(location, from);
    const place = `to ${url.host}`;
    if (hops === MAX_REDIRECTS) throw refuse(`${place}, after ${MAX_REDIRECTS} others: they lead nowhere`);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('to what is no HTTP URL');
    if (from.protocol === 'https:' && url.protocol === 'http:') {
      throw refuse(`${place} without TLS, which is not followed`);
    }
    if (method !== 'GET' && !keepingRedirects.has(status)) {
      throw refuse(`${place} that loses the message; its URL has to be set to where the server is now`);
    }
    return url;
  }
}

/** Lets go of an answer's body. */
export async function dump({ body }: HttpAnswer): Promise<void> {
  await body.dump({ limit: MAX_DUMPED_BYTES }).catch(() => {});
}
