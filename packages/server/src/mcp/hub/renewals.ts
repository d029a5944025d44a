import { listDefinitions, listKinds, type Surface } from '@gw/mcp-client';
import type { HubContext } from './hub-context.ts';
import { asObject } from './json-object.ts';

/** A list in memory whose server can't tell of changes is looked at again after this time, when somebody uses it. */
const RENEW_AFTER_MS = 300_000;
/** Who lists all servers doesn't look at each of them every time. */
const LOOK_EVERY_MS = 1_000;

/** Lists anew, in the background, what nothing would tell has changed. */
export class Renewals {
  readonly #hub: HubContext;
  readonly #last = new Map<string, number>();
  readonly #closing = new AbortController();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(hub: HubContext) {
    this.#hub = hub;
  }

  /** A server's lists have been used. */
  use(service: string, { identity }: Surface): void {
    const now = Date.now();
    const last = this.#last.get(service);
    if (last === undefined) this.#last.set(service, now);
    if (last === undefined || now - last < RENEW_AFTER_MS || announcesAll(identity.capabilities)) return;
    this.#last.set(service, now);
    void this.#renew(service);
  }

  /** The lists of all servers have been used. */
  useAll(): void {
    const now = Date.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    const { manager } = this.#hub;
    for (const service of manager.services.keys()) {
      const surface = manager.surface(service);
      if (surface) this.use(service, surface);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  /** A start tells the manager what the server shows now; nothing else is wanted of it. */
  async #renew(service: string): Promise<void> {
    try {
      const client = await this.#hub.manager.createClient(service, {
        forLearning: true,
        signal: this.#closing.signal,
      });
      await client.stop();
    } catch (err) {
      this.#hub.logger.debug({ service, err }, 'Lists were not renewed');
    }
  }
}

const announcesAll = (capabilities: Surface['identity']['capabilities']): boolean =>
  listKinds.every(kind => {
    const capability = asObject(capabilities?.[listDefinitions[kind].capability]);
    return !capability || capability.listChanged === true;
  });
