import type { McpClient } from '@gw/mcp-client';
import type { ProviderContext, UpstreamTraits } from './upstream-provider.ts';
import { type StartOwner, UpstreamStart } from './upstream-start.ts';

/** Takes in what comes of a start. */
export type StartedBy = Pick<StartOwner, 'started' | 'ended'>;

/** A service's processes on their way. */
export class UpstreamStarts {
  readonly #context: ProviderContext;
  readonly #starts = new Set<UpstreamStart>();

  constructor(context: ProviderContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#starts.size;
  }

  /** One that was begun ahead of need and that nobody has taken yet. */
  get ahead(): UpstreamStart | undefined {
    for (const start of this.#starts) if (start.ahead) return start;
    return undefined;
  }

  begin(
    owner: StartedBy,
    { ahead, done, traits }: { ahead: boolean; done?: () => void; traits?: UpstreamTraits | undefined },
  ): UpstreamStart {
    const { service, source, background } = this.#context;
    const start = new UpstreamStart(
      {
        // Async, so that a source that throws at once is a failed start like any other.
        create: async (signal): Promise<McpClient> => source.createClient(service, { signal, ...traits }),
        started: (begun, client) => {
          this.#starts.delete(begun);
          return owner.started(begun, client);
        },
        ended: (begun, failure) => {
          this.#starts.delete(begun);
          owner.ended(begun, failure);
        },
      },
      { ahead },
    );
    this.#starts.add(start);
    background.add(
      done ? start.settled.finally(done) : start.settled,
      'a process that came too late did not stop',
      {
        service,
      },
    );
    return start;
  }

  /** Calls that wait already are served by what is on its way; everything else is given up. */
  renew(): void {
    for (const start of this.#starts) {
      if (start.awaited) start.outdate();
      else start.cancel(new Error('The service has changed'));
    }
  }

  /** Refuses all who wait. */
  stop(error: Error): Promise<void>[] {
    const starts = [...this.#starts];
    for (const start of starts) start.cancel(error);
    return starts.map(start => start.settled);
  }
}
