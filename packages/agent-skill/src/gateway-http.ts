import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { SkillError } from './errors.ts';
import { type AddressPolicy, checkUrlAddress, guardedLookup } from './private-address.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the gateway's URL, `/services`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface GatewayHttpOptions {
  readonly baseUrl: URL;
  /** The `Authorization` header; it never leaves the gateway's own host. */
  readonly authorization: string;
  readonly verifyTls: boolean;
  /** Which addresses must not be connected to, redirects included. */
  readonly refuses: AddressPolicy;
}

const MAX_REDIRECTS = 5;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * HTTP to one gateway over connections that are kept open. Node's own client rather than `fetch`,
 * which can neither accept a self-signed certificate nor say which address it connects to.
 */
export class GatewayHttp {
  readonly #options: GatewayHttpOptions;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https: HttpsAgent;
  readonly #closed = new AbortController();

  constructor(options: GatewayHttpOptions) {
    this.#options = options;
    this.#https = new HttpsAgent({ keepAlive: true, rejectUnauthorized: options.verifyTls });
  }

  /**
   * Sends one request, following redirects whose every hop is checked like the first address.
   *
   * @throws SkillError `GW_SKILL_UNREACHABLE`, `GW_SKILL_TIMEOUT`, `GW_SKILL_ADDRESS_REFUSED`,
   *   `GW_SKILL_REDIRECT`, `GW_SKILL_ANSWER` (too long), `GW_SKILL_CLOSED`.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = AbortSignal.any([
      timeout,
      this.#closed.signal,
      ...(request.signal ? [request.signal] : []),
    ]);
    let url = new URL(`${this.#options.baseUrl.href.replace(/\/+$/, '')}${request.path}`);
    try {
      for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        signal.throwIfAborted();
        const answer = await this.#exchange(url, request, signal);
        const target = redirectTarget(url, request.method, answer);
        if (!target) return answer;
        url = target;
      }
    } catch (error) {
      throw this.#toSkillError(error, timeout, request);
    }
    throw new SkillError('GW_SKILL_REDIRECT', `The gateway redirects more than ${MAX_REDIRECTS} times`, {
      spoken: 'the gateway sends requests in circles',
    });
  }

  /** Ends what is under way and drops the connections. */
  close(): void {
    this.#closed.abort();
    this.#http.destroy();
    this.#https.destroy();
  }

  async #exchange(url: URL, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { refuses, authorization, baseUrl } = this.#options;
    checkUrlAddress(url, refuses);
    const secure = url.protocol === 'https:';
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const outgoing = (secure ? requestHttps : requestHttp)(url, {
      method: request.method,
      agent: secure ? this.#https : this.#http,
      lookup: guardedLookup(refuses),
      signal,
      headers: {
        accept: 'application/json',
        ...(keepsCredentials(baseUrl, url) && { authorization }),
        ...(request.body !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(request.body),
        }),
        ...request.headers,
      },
    });
    outgoing.once('response', resolve);
    // Stays for good: an error may come while the answer is being read.
    outgoing.on('error', reject);
    outgoing.end(request.body);
    const incoming = await promise;
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await readText(incoming) };
  }

  #toSkillError(error: unknown, timeout: AbortSignal, request: HttpRequest): SkillError {
    if (error instanceof SkillError) return error;
    if (this.#closed.signal.aborted || request.signal?.aborted)
      return new SkillError('GW_SKILL_CLOSED', 'The request was cancelled', {
        cause: error,
        spoken: 'the request was cancelled',
      });
    if (timeout.aborted) {
      const seconds = Math.round(request.timeoutMs / 100) / 10;
      return new SkillError('GW_SKILL_TIMEOUT', `No answer from the gateway within ${seconds} s`, {
        cause: error,
        retryable: true,
        spoken: `the gateway did not answer within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
      });
    }
    const detail = causeOf(error);
    const certificate = /CERT|TLS|SSL/.test(detail.code);
    return new SkillError(
      'GW_SKILL_UNREACHABLE',
      `The gateway at ${this.#options.baseUrl.origin} could not be reached: ${detail.message}`,
      {
        cause: error,
        retryable: !certificate,
        spoken: certificate
          ? 'the certificate of the gateway is not trusted'
          : 'the gateway could not be reached',
      },
    );
  }
}

/** A name with several addresses fails with one error for each: the first tells enough. */
function causeOf(error: unknown): { code: string; message: string } {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { code = '', message = String(first) } = first as { code?: string; message?: string };
  return { code, message };
}

function keepsCredentials(base: URL, url: URL): boolean {
  if (url.origin === base.origin) return true;
  return url.hostname === base.hostname && base.protocol === 'http:' && url.protocol === 'https:';
}

function redirectTarget(url: URL, method: string, answer: HttpAnswer): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  const location = String(answer.headers.location ?? '');
  const target = URL.parse(location, url.href);
  // 301 to 303 would turn a call into a GET; only 307 and 308 repeat it as it was.
  const repeats = method === 'GET' || answer.status >= 307;
  if (target && repeats && /^https?:$/.test(target.protocol)) return target;
  throw new SkillError(
    'GW_SKILL_REDIRECT',
    `The gateway redirects ${method} ${url.pathname} to ${target?.origin ?? 'nowhere'}: set gateway_url to where it is`,
    { status: answer.status, spoken: 'the gateway has moved' },
  );
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new SkillError('GW_SKILL_ANSWER', `The gateway answered with more than ${MAX_BODY_BYTES} bytes`, {
        spoken: 'the answer was too long',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
