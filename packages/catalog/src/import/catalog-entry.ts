/** A value that a server is given: a variable, or a header of a remote one. */
export interface ServerNeed {
  /** The variable's name. */
  readonly name: string;
  readonly description: string | null;
  readonly required: boolean;
  readonly secret: boolean;
}

/** What a catalog says of a server that can be imported. */
export interface CatalogEntry {
  readonly registry: string;
  readonly registryId: string;
  /** What people call it. */
  readonly name: string;
  readonly description: string | null;
  /** The newest one, or the one that was asked for; null where nobody told. */
  readonly version: string | null;
  readonly homepage: string | null;
  /** Its programs, as far as they are known before it is installed. */
  readonly executables: readonly string[] | null;
  readonly needs: readonly ServerNeed[];
}

/** A package, and how the server in it is started. */
export interface PackagePlan {
  readonly kind: 'package';
  /** Whose client installs it: `npm`, `pypi`, `docker`. */
  readonly from: string;
  readonly id: string;
  /** Exactly this one. */
  readonly version: string;
  /** The program of the package that is the server. Absent: the one that goes without saying. */
  readonly executable?: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A server that runs elsewhere. */
export interface RemotePlan {
  readonly kind: 'remote';
  readonly type: 'streamable_http' | 'sse';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A server that was found, and how it would be imported. */
export interface FoundServer {
  readonly entry: CatalogEntry;
  readonly plan: PackagePlan | RemotePlan;
}

/** Which of a package's versions and programs is wanted. */
export interface Wanted {
  /** A version or a tag. Default: the newest. */
  readonly version?: string | undefined;
}

/** Where servers are found. */
export interface Registry {
  readonly name: string;
  /** Best first. @throws CatalogError `GW_REGISTRY_FAILED`, `GW_CLIENT_MISSING` */
  search(words: string, signal: AbortSignal): Promise<readonly CatalogEntry[]>;
  /** @throws CatalogError `GW_PACKAGE_NOT_FOUND`, `GW_INVALID`, and as `search` */
  find(id: string, wanted: Wanted, signal: AbortSignal): Promise<FoundServer>;
}
