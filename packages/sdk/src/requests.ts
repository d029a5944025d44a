import { errorFromResponse, GatewayError } from './errors.ts';
import { type Answer, pathOf, type Route, type RouteInput } from './routes.ts';

/** What all requests of a client have in common. */
export interface RequestSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Until an answer is read, in seconds. */
  readonly timeout: number;
  /** Ends all requests under way. */
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  /** Before each request. */
  readonly onRequest: () => void;
}

/** How a request differs from the others. */
export interface Special {
  /** In place of a JSON body. */
  readonly content?: FormData | ArrayBuffer;
  /** At least so many seconds, whatever the client's own limit is. */
  readonly atLeast?: number;
}

/** Input of whichever route. */
interface AnyInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: object | undefined;
  readonly body?: unknown;
}

/** Speaks HTTP to the gateway, and tells each failure by the class that it has. */
export class Requests {
  readonly #settings: RequestSettings;

  constructor(settings: RequestSettings) {
    this.#settings = settings;
  }

  /** Asks a route; undefined where it answers without a body. */
  async send<R extends Route>(route: R, input: RouteInput<R>, special: Special = {}): Promise<Answer<R>> {
    this.#settings.onRequest();
    return (await this.#ask(route, input as AnyInput, special, readJson)) as Answer<R>;
  }

  /** Asks a route that answers with a file. */
  async download<R extends Route>(route: R, input: RouteInput<R>): Promise<Uint8Array> {
    this.#settings.onRequest();
    return this.#ask(
      route,
      input as AnyInput,
      {},
      async response => new Uint8Array(await response.arrayBuffer()),
    );
  }

  /** The gateway's own state, which is no route of the platform API. */
  health(): Promise<unknown> {
    return this.#exchange('GET', '/health', {}, {}, readJson);
  }

  #ask<T>(
    route: string,
    { path, query, body }: AnyInput,
    special: Special,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const [method = '', template = ''] = route.split(' ');
    const isJson = body !== undefined;
    const init = {
      ...(isJson && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      ...(special.content !== undefined && { body: special.content }),
    };
    return this.#exchange(method, pathOf(`/api/v1${template}`, path, query), init, special, read);
  }

  async #exchange<T>(
    method: string,
    path: string,
    init: { body?: string | FormData | ArrayBuffer; headers?: Record<string, string> },
    { atLeast = 0 }: Special,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { url, headers, timeout, signal, fetch } = this.#settings;
    if (signal.aborted) throw closed(method, path);
    const ending = new AbortController();
    const end = () => ending.abort(closed(method, path));
    signal.addEventListener('abort', end, { once: true });
    const late = () => ending.abort(new GatewayError(0, `Request timed out: ${method} ${path}`));
    const timer = setTimeout(late, Math.max(timeout, atLeast) * 1000);
    try {
      const response = await fetch(url + path, {
        ...init,
        method,
        headers: { ...headers, ...init.headers },
        // Nothing that was meant for the gateway goes anywhere else.
        redirect: 'error',
        signal: ending.signal,
      });
      if (response.ok) return await read(response);
      throw errorFromResponse(response.status, await response.text(), response.headers.get('retry-after'));
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      if (ending.signal.aborted) throw ending.signal.reason;
      throw new GatewayError(0, `Cannot reach ${url}: ${reasonOf(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }
}

const closed = (method: string, path: string) =>
  new GatewayError(0, `The client is closed: ${method} ${path} was given up`);

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GatewayError(response.status, 'The gateway answered something else than JSON', { cause });
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : typeof message === 'string' ? message : String(cause);
}
