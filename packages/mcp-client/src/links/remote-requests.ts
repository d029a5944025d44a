import { UpstreamRpcError } from '../errors.ts';
import type { JsonRpcConnection } from '../json-rpc/json-rpc-connection.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { RequestOptions } from '../json-rpc/pending-calls.ts';
import type { Era } from '../transport.ts';
import { MirroredTools } from './mirrored-tools.ts';
import { Recovery } from './recovery.ts';
import { isRepeatable } from './repeatable.ts';

/** The headers of a call don't say what its body says: the tool wants others than it did. */
const HEADER_MISMATCH = -32020;

export interface RemoteRequestsOptions {
  readonly era: () => Era | undefined;
  /** The tools as last listed. */
  readonly tools: () => readonly JsonObject[];
  readonly renewTools: () => Promise<unknown>;
  /** Opens the protocol anew. */
  readonly reopen: () => Promise<void>;
}

/** Sends requests to a remote upstream: with the headers that it wants, and again where that is right. */
export class RemoteRequests {
  readonly #options: RemoteRequestsOptions;
  readonly #recovery: Recovery;
  readonly #mirrored = new MirroredTools();

  constructor(options: RemoteRequestsOptions) {
    this.#options = options;
    this.#recovery = new Recovery(options);
  }

  /** The upstream has forgotten the session. */
  sessionLost(): void {
    this.#recovery.lost();
  }

  /** @throws UpstreamError see {@link JsonRpcConnection.request} */
  send(
    connection: JsonRpcConnection,
    method: string,
    params: JsonObject | undefined,
    options: RequestOptions,
  ): Promise<unknown> {
    const { era, tools } = this.#options;
    return this.#recovery.call(
      () =>
        method === 'tools/call' && era() === '2026'
          ? this.#callTool(connection, params, options)
          : connection.request(method, params, options),
      () => isRepeatable(method, params, tools()),
    );
  }

  async #callTool(
    connection: JsonRpcConnection,
    params: JsonObject | undefined,
    options: RequestOptions,
  ): Promise<unknown> {
    const { tools, renewTools } = this.#options;
    const call = () => {
      const headers = this.#mirrored.headersOf(tools(), params);
      return connection.request('tools/call', params, { ...options, headers });
    };
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof UpstreamRpcError) || error.rpcCode !== HEADER_MISMATCH) throw error;
      await renewTools();
      return call();
    }
  }
}
