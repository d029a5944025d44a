import { AddressGuard } from './address-guard.ts';
import { Dialer } from './dialer.ts';
import { readBody } from './read-body.ts';

/** Documents of authorization servers are small. */
const MAX_BODY_BYTES = 1024 * 1024;
const LIMIT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Statuses whose answers have no body. */
const bodiless = new Set([204, 205, 304]);

/** As much of `fetch` as the official SDK's OAuth functions use. */
export type SimpleFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What {@link createGuardedFetch} is made of. */
export interface GuardedFetchOptions {
  /** Whom it asks, for errors. */
  readonly name: string;
  /** Private addresses that may be reached, as CIDRs. Default: none. */
  readonly allowPrivateAddresses?: readonly string[];
  /** What an answer may hold at most, in bytes. Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Connections to one origin; requests beyond them queue. Default 4. */
  readonly maxConnections?: number;
}

/** A `fetch` of its own connections, to close when it is no longer needed. */
export interface GuardedFetch extends AsyncDisposable {
  readonly fetch: SimpleFetch;
}

/**
 * A `fetch` for endpoints that are named by somebody else: addresses are checked where they are dialled, answers are
 * bounded in size (default 1 MiB) and time (30 s), proxies of the environment are not used. GET and POST.
 *
 * @throws TypeError `allowPrivateAddresses` holds what is neither an address nor a range
 */
export function createGuardedFetch({
  name,
  allowPrivateAddresses = [],
  maxBodyBytes = MAX_BODY_BYTES,
  maxConnections = 4,
}: GuardedFetchOptions): GuardedFetch {
  const dialer = new Dialer({
    service: name,
    guard: new AddressGuard(allowPrivateAddresses),
    // No header is kept for one origin alone: who must not be redirected says so.
    origin: '',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    maxConnections,
  });
  return {
    fetch: guardedFetch(name, dialer, maxBodyBytes),
    [Symbol.asyncDispose]: () => dialer.close(),
  };
}

/** A `fetch` by a dialer: allowed addresses only, and bounds on size and time. With `redirect`, none is followed. */
export function guardedFetch(service: string, dialer: Dialer, maxBodyBytes = MAX_BODY_BYTES): SimpleFetch {
  return async (url, init = {}) => {
    const signal = AbortSignal.any([AbortSignal.timeout(LIMIT_MS), ...(init.signal ? [init.signal] : [])]);
    const answer = await dialer.dial({
      method: init.method === 'POST' ? 'POST' : 'GET',
      url: new URL(url),
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.body ? { body: String(init.body) } : {}),
      signal,
      headersTimeoutMs: LIMIT_MS,
      followRedirects: init.redirect === undefined || init.redirect === 'follow',
    });
    const { status } = answer;
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
    const body = await readBody(service, answer, maxBodyBytes);
    return new Response(bodiless.has(status) ? null : new Uint8Array(body), { status, headers });
  };
}
