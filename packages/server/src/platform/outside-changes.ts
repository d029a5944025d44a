import type { Logger } from '@gw/mcp-client';
import type { OutsideChange } from '@gw/store';
import type { PlatformParts } from './parts.ts';

type Parts = Pick<PlatformParts, 'keys' | 'sessions' | 'catalog' | 'bundles' | 'connections' | 'skills'>;

/** What stands for a change that was missed. */
const anything = 'anything';

/**
 * Takes up what other gateways on the same database change. Several changes of one record are taken up as one; what
 * comes before there is anything to keep up to date waits.
 */
export class OutsideChanges {
  readonly #logger: Logger;
  readonly #waiting = new Map<string, OutsideChange | undefined>();
  #parts: Parts | undefined;
  #working = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  readonly hear = (change: OutsideChange | undefined): void => {
    this.#waiting.set(change ? `${change.kind} ${change.id}` : anything, change);
    void this.#work();
  };

  /** From here on, changes are taken up. */
  follow(parts: Parts): void {
    this.#parts = parts;
    void this.#work();
  }

  async #work(): Promise<void> {
    const parts = this.#parts;
    if (!parts || this.#working) return;
    this.#working = true;
    for (const [key, change] of this.#waiting) {
      this.#waiting.delete(key);
      await refresh(parts, change).catch((err: unknown) =>
        this.#logger.error({ err, ...change }, 'A change of another gateway could not be taken up'),
      );
    }
    this.#working = false;
  }
}

async function refresh(parts: Parts, change: OutsideChange | undefined) {
  const { keys, sessions, catalog, bundles, connections, skills } = parts;
  switch (change?.kind) {
    case 'server':
    case 'credential':
      return catalog.refresh(change.id);
    case 'apiKey':
      return keys.refresh(change.id);
    case 'session':
      return sessions.refresh(change.id);
    case 'bundle':
      return bundles.refresh(change.id);
    case 'connection':
    case 'oauthApp':
      return connections.follow(change);
    case 'skill':
      return skills.refresh(change.id);
    case undefined:
      await keys.refresh();
      await sessions.refresh();
      await catalog.refresh();
      await connections.follow(undefined);
      await skills.refresh();
      return bundles.refresh();
  }
}
