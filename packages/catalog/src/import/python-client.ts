import type { PackagePlan } from './catalog-entry.ts';
import type { InstallOptions } from './installer.ts';
import type { PackageClients } from './package-client.ts';

export interface PythonClientOptions {
  readonly clients: PackageClients;
  /** Default: as the client is configured on this host. */
  readonly index: string | undefined;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** The environment's folder in `folder`. */
  readonly environment: string;
}

/** A client of PyPI. */
export interface PythonClient {
  /**
   * The newest version that this host can install, or the one that is wanted; undefined where there is none.
   *
   * @throws CatalogError `GW_REGISTRY_FAILED`, `GW_CLIENT_MISSING`
   */
  newest(id: string, version: string | undefined, options: PythonClientOptions): Promise<string | undefined>;
  /**
   * Makes an environment with the package and all that it needs, each at a version and hash that stand in
   * `requirements.txt` then.
   *
   * @throws CatalogError `GW_INSTALL_FAILED`
   */
  install(
    plan: PackagePlan,
    options: PythonClientOptions & InstallOptions,
  ): Promise<{ integrity: string | null }>;
}

/** How the hash of a package stands in an answer of ours. */
export const integrityOf = (hashes: readonly string[]): string | null =>
  hashes.length > 0 ? hashes.join(' ') : null;
