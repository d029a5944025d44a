import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { Surface } from '../lists/surface.ts';

/** Profiles kept; most clients declare one of a few sets of capabilities. */
const MAX_PROFILES = 8;

/** What a service shows to clients that declare capabilities: learned when it is first asked for, and kept. */
export class Profiles {
  readonly #learn: (capabilities: JsonObject) => Promise<Surface>;
  /** The one asked for last stands last. */
  readonly #profiles = new Map<string, Promise<Surface>>();

  constructor(learn: (capabilities: JsonObject) => Promise<Surface>) {
    this.#learn = learn;
  }

  /** One learning serves all who ask meanwhile; a failed one is forgotten. */
  get(capabilities: JsonObject): Promise<Surface> {
    const key = canonical(capabilities);
    const profile = this.#profiles.get(key) ?? this.#learn(capabilities);
    this.#profiles.delete(key);
    this.#profiles.set(key, profile);
    for (const oldest of this.#profiles.keys()) {
      if (this.#profiles.size <= MAX_PROFILES) break;
      this.#profiles.delete(oldest);
    }
    profile.catch(() => {
      if (this.#profiles.get(key) === profile) this.#profiles.delete(key);
    });
    return profile;
  }

  /** What is kept holds no longer. */
  clear(): void {
    this.#profiles.clear();
  }
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
