import type { Store } from '@gw/store';
import type { Catalog } from '../catalog.ts';
import { CatalogError } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { BundleContent, ToolSource } from './bundle-content.ts';
import type { BundleEntry } from './bundle-entry.ts';

/** What bundles work with. */
export interface BundlesOptions {
  readonly store: Store;
  readonly catalog: Catalog;
  /** Seals the keys. */
  readonly secrets: SecretBox;
}

/** What the parts of `Bundles` share: which there are, and in which order they change. */
export class BundleState {
  readonly options: BundlesOptions;
  /** Where bundles find tools. */
  readonly source: ToolSource;
  /** Changes follow each other, so that none is made for a state that another has left. */
  readonly inTurn = inTurn();
  readonly #byId = new Map<string, BundleEntry>();
  readonly #byKey = new Map<string, BundleEntry>();
  readonly #byAgent = new Map<string, BundleEntry>();
  readonly #onChanged: (id: string) => void;

  /** @param onChanged told of each change */
  constructor(options: BundlesOptions, onChanged: (id: string) => void) {
    const { catalog } = options;
    this.options = options;
    this.#onChanged = onChanged;
    this.source = {
      findTool: id => catalog.tool(id),
      toolsIn: id =>
        catalog.has(id) ? { serverName: catalog.server(id).name, tools: catalog.toolsOf(id) } : undefined,
    };
  }

  find(id: string): BundleEntry | undefined {
    return this.#byId.get(id);
  }

  /** @throws CatalogError `GW_BUNDLE_NOT_FOUND` */
  get(id: string): BundleEntry {
    const entry = this.#byId.get(id);
    if (entry) return entry;
    throw new CatalogError('GW_BUNDLE_NOT_FOUND', `There is no bundle with the id ${id}`);
  }

  withKey(keyHash: string): BundleEntry | undefined {
    return this.#byKey.get(keyHash);
  }

  ofAgent(agentId: string): BundleEntry | undefined {
    return this.#byAgent.get(agentId);
  }

  add(entry: BundleEntry): void {
    const { id, keyHash, agentId } = entry.record;
    this.#byId.set(id, entry);
    this.#byKey.set(keyHash, entry);
    if (agentId !== null) this.#byAgent.set(agentId, entry);
  }

  remove({ record: { id, keyHash, agentId } }: BundleEntry): void {
    this.#byId.delete(id);
    this.#byKey.delete(keyHash);
    if (agentId !== null) this.#byAgent.delete(agentId);
  }

  /** Changes a bundle when its turn comes, and tells of it. @throws CatalogError `GW_BUNDLE_NOT_FOUND` */
  async change(id: string, change: (entry: BundleEntry) => Promise<void>): Promise<BundleContent> {
    const entry = await this.inTurn(async () => {
      const known = this.get(id);
      try {
        await change(known);
      } finally {
        known.renew();
      }
      return known;
    });
    this.#onChanged(id);
    return entry.content;
  }

  /** Tools or servers are others; whoever shows them is told of that by the catalog. */
  readonly renewAll = (): void => {
    for (const entry of this.#byId.values()) entry.renew();
  };
}
