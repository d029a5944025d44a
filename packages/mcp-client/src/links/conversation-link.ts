import { UpstreamError, type UpstreamErrorDetails } from '../errors.ts';
import { JsonRpcConnection, type JsonRpcConnectionOptions } from '../json-rpc/json-rpc-connection.ts';
import type { ProcessExit, ProcessUsage } from '../spawner.ts';
import type { LinkOptions, UpstreamLink } from './link.ts';

/** A server whose process isn't ours to end, elsewhere or this very one: what ends is only the conversation. */
export class ConversationLink implements UpstreamLink {
  readonly connection: JsonRpcConnection;
  readonly pid = undefined;
  readonly stderr: readonly string[] = [];
  readonly #options: LinkOptions;
  #exit: ProcessExit | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: LinkOptions, connect: JsonRpcConnectionOptions['connect']) {
    this.#options = options;
    this.connection = new JsonRpcConnection({
      ...options,
      connect,
      onBroken: error => this.#onBroken(error),
    });
  }

  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  get open(): boolean {
    return !this.#exit && !this.#ending;
  }

  get details(): UpstreamErrorDetails {
    return this.#exit ? { exit: this.#exit } : {};
  }

  async usage(): Promise<ProcessUsage> {
    return { cpuMs: 0, memoryBytes: 0, processes: 0 };
  }

  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  gone(sent: boolean): UpstreamError {
    const { service } = this.#options;
    const why = this.#exit?.reason ?? 'was stopped';
    return new UpstreamError('GW_UPSTREAM_EXITED', service, `Service ${service} ${why}`, {
      details: this.details,
      retryable: !sent,
    });
  }

  #onBroken(error: Error): void {
    if (!this.open) return;
    const { service, logger } = this.#options;
    logger.warn({ service, err: error }, 'The connection to the server has broken');
    this.#close('has closed its connection');
    void this.end();
  }

  async #end(): Promise<void> {
    this.#close('was stopped');
    await this.connection.close(sent => this.gone(sent));
  }

  #close(reason: string): void {
    if (this.#exit) return;
    this.#exit = { code: null, signal: null, reason };
    this.connection.refuse(sent => this.gone(sent));
    this.#options.onExit(this.#exit);
  }
}
