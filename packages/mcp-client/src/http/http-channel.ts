import manifest from '../../package.json' with { type: 'json' };
import { AddressGuard } from './address-guard.ts';
import type { Authorization } from './authorization.ts';
import { Dialer, type DialRequest, dump, type HttpAnswer } from './dialer.ts';

const USER_AGENT = `${manifest.name}/${manifest.version}`;
/** How often one request asks for new credentials. */
const MAX_CHALLENGES = 3;

/** A server at a URL; an `McpService` with a `url` is one. */
export interface HttpEndpoint {
  /** Name of the service. */
  readonly name: string;
  readonly url: string;
  /** Sent with each request to the URL's own origin. */
  readonly headers: Readonly<Record<string, string>>;
  /** Addresses and CIDR ranges that may be dialled though they are not public. */
  readonly allowPrivateAddresses: readonly string[];
}

/** Bounds of what HTTP costs. */
export interface HttpLimits {
  /** Limit of a connection attempt, in milliseconds. Default 10_000. */
  readonly connectTimeoutMs: number;
  /**
   * Time in which notifications, answers and the opening of a stream are to be answered, in milliseconds. Default
   * 30_000. Requests have the limit of their call.
   */
  readonly headersTimeoutMs: number;
  /** Connections for requests, for each client. Default 256; further requests wait for one. */
  readonly maxConnections: number;
}

const defaultHttpLimits: HttpLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  maxConnections: 256,
};

/** What answers, cancellations and the like get beside: requests that fill all connections must not keep them out. */
const SIDE_CONNECTIONS = 16;

export interface ChannelRequest extends Omit<DialRequest, 'url' | 'privateHeaders' | 'headersTimeoutMs'> {
  /** Default: the endpoint's. */
  readonly url?: URL;
  /** Secret headers of the protocol's own, such as the session's id. */
  readonly privateHeaders?: Readonly<Record<string, string>>;
  /** `true`: has the caller's limit alone, and may take one of the many connections. */
  readonly isCall?: boolean;
}

/** Makes the requests of one client to its server's URL, with the credentials that they need. */
export class HttpChannel {
  readonly url: URL;
  /** Name of the service. */
  readonly service: string;
  readonly #ownHeaders: Readonly<Record<string, string>>;
  readonly #authorization: Authorization | undefined;
  readonly #limits: HttpLimits;
  readonly #calls: Dialer;
  readonly #side: Dialer;

  /** @throws TypeError the URL or a range of addresses can't be read */
  constructor(endpoint: HttpEndpoint, limits: Partial<HttpLimits> = {}, authorization?: Authorization) {
    this.url = new URL(endpoint.url);
    this.service = endpoint.name;
    this.#ownHeaders = lowerCased(endpoint.headers);
    this.#authorization = authorization;
    this.#limits = { ...defaultHttpLimits, ...limits };
    const { connectTimeoutMs, maxConnections } = this.#limits;
    const shared = {
      service: endpoint.name,
      guard: new AddressGuard(endpoint.allowPrivateAddresses),
      origin: this.url.origin,
      connectTimeoutMs,
    };
    this.#calls = new Dialer({ ...shared, maxConnections });
    this.#side = new Dialer({ ...shared, maxConnections: SIDE_CONNECTIONS });
  }

  /**
   * Makes one request; any status is an answer.
   *
   * @throws UpstreamError see {@link Dialer.dial}, and what the authorization throws
   */
  async request(request: ChannelRequest): Promise<HttpAnswer> {
    for (let challenges = 0; ; challenges++) {
      const credentials = (await this.#authorization?.headers()) ?? {};
      const answer = await (request.isCall ? this.#calls : this.#side).dial({
        ...request,
        url: request.url ?? this.url,
        headersTimeoutMs: request.isCall ? 0 : this.#limits.headersTimeoutMs,
        headers: { 'user-agent': USER_AGENT, ...request.headers },
        privateHeaders: {
          ...this.#ownHeaders,
          ...lowerCased(credentials),
          ...request.privateHeaders,
        },
      });
      if (!this.#authorization || challenges === MAX_CHALLENGES || !isChallenge(answer)) return answer;
      const wwwAuthenticate = answer.headers['www-authenticate'];
      const renewed = await this.#authorization.challenged({
        status: answer.status,
        sent: credentials,
        ...(wwwAuthenticate === undefined ? {} : { wwwAuthenticate: String(wwwAuthenticate) }),
      });
      if (!renewed) return answer;
      await dump(answer);
    }
  }

  /** See {@link HttpLimits.headersTimeoutMs}. */
  get headersTimeoutMs(): number {
    return this.#limits.headersTimeoutMs;
  }

  /** Ends every connection. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([this.#calls.close(), this.#side.close()]);
  }
}

/** Whether other credentials may help: a 403 says so where more scopes are needed. */
function isChallenge({ status, headers }: HttpAnswer): boolean {
  return (
    status === 401 || (status === 403 && /insufficient_scope/i.test(String(headers['www-authenticate'])))
  );
}

/** One spelling, so that a header given twice is sent once. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
