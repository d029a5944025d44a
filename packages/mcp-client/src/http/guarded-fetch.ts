import type { Dialer } from './dialer.ts';
import { readBody } from './read-body.ts';

/** Documents of authorization servers are small. */
const MAX_BODY_BYTES = 1024 * 1024;
const LIMIT_MS = 30_000;
/** Statuses whose answers have no body. */
const bodiless = new Set([204, 205, 304]);

/** As much of `fetch` as the official SDK's OAuth functions use. */
export type SimpleFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A `fetch` by a dialer: allowed addresses only, and bounds on size and time. */
export function guardedFetch(service: string, dialer: Dialer): SimpleFetch {
  return async (url, init = {}) => {
    const signal = AbortSignal.any([AbortSignal.timeout(LIMIT_MS), ...(init.signal ? [init.signal] : [])]);
    const answer = await dialer.dial({
      method: init.method === 'POST' ? 'POST' : 'GET',
      url: new URL(url),
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.body ? { body: String(init.body) } : {}),
      signal,
      headersTimeoutMs: LIMIT_MS,
    });
    const { status } = answer;
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
    const body = await readBody(service, answer, MAX_BODY_BYTES);
    return new Response(bodiless.has(status) ? null : new Uint8Array(body), { status, headers });
  };
}
