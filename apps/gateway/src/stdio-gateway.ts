import type { StdioOptions } from '@gw/server';
import type { GatewayOptions } from './gateway.ts';
import { startCore } from './gateway-core.ts';
import { Lifetimes } from './lifetimes.ts';

/** How long a client's first requests wait for the servers to be known, in milliseconds. */
const learnMs = 10_000;

/** The parts of a gateway without a listener: for one client, over its streams. */
export class StdioGateway implements AsyncDisposable {
  readonly #serve: (options: StdioOptions) => Promise<void>;
  readonly #lifetimes: Lifetimes;

  private constructor(serve: (options: StdioOptions) => Promise<void>, lifetimes: Lifetimes) {
    this.#serve = serve;
    this.#lifetimes = lifetimes;
  }

  /** Starts everything; when one part fails, what has started is stopped again. */
  static async start(options: GatewayOptions): Promise<StdioGateway> {
    const lifetimes = new Lifetimes();
    try {
      const { mcp, begin, learned } = await startCore(options, lifetimes);
      const ready = begin().then(
        () => learned(learnMs),
        error => options.log.logger.fatal({ err: error }, 'No server can be started here'),
      );
      return new StdioGateway(streams => mcp.serveStdio({ ...streams, ready }), lifetimes);
    } catch (error) {
      await lifetimes.stop();
      throw error;
    }
  }

  /** Serves the client; resolves when its input has ended. */
  serve(options: StdioOptions): Promise<void> {
    return this.#serve(options);
  }

  /** Ends sessions, servers and what they started. Idempotent. */
  stop(): Promise<void> {
    return this.#lifetimes.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
