import type { CatalogEvents } from '../catalog-options.ts';
import type { CatalogTool } from '../catalog-tool.ts';
import { type SearchOptions, type SearchResult, ToolSearch, type ToolSearchOptions } from './tool-search.ts';

/** As much of a `Catalog` as search needs. */
export interface SearchedCatalog {
  tools(): Iterable<CatalogTool>;
  on<Name extends keyof CatalogEvents>(name: Name, listener: () => void): unknown;
  off<Name extends keyof CatalogEvents>(name: Name, listener: () => void): unknown;
}

/** Finds the tools of a catalog, as callers see them now. */
export class CatalogSearch implements Disposable {
  readonly #catalog: SearchedCatalog;
  readonly #search: ToolSearch<CatalogTool>;
  readonly #follow = () => void this.#catchUp();
  #waiting: Promise<void> | undefined;
  #isQueued = false;

  constructor(catalog: SearchedCatalog, options: ToolSearchOptions = {}) {
    this.#catalog = catalog;
    this.#search = new ToolSearch(options);
    catalog.on('toolsChanged', this.#follow);
    catalog.on('serversChanged', this.#follow);
    this.#follow();
  }

  /** The exposed tools that fit best, those of changes before it included. */
  async search(
    query: string,
    options: SearchOptions<CatalogTool> = {},
  ): Promise<SearchResult<CatalogTool>[]> {
    await this.#waiting;
    return this.#search.search(query, options);
  }

  /** Follows the catalog no longer. */
  [Symbol.dispose](): void {
    this.#catalog.off('toolsChanged', this.#follow);
    this.#catalog.off('serversChanged', this.#follow);
  }

  /** Changes at once are taken up at once. */
  #catchUp(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#waiting = Promise.resolve(this.#waiting).then(async () => {
      this.#isQueued = false;
      await this.#search.update([...this.#catalog.tools()].filter(({ exposed }) => exposed));
    });
  }
}
