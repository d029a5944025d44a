import { EventEmitter } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@gw/mcp-client';
import type { Catalog } from '../catalog.ts';
import type { CatalogServer, ChangedBy, NewServerFields } from '../catalog-server.ts';
import { CatalogError } from '../errors.ts';
import type { CatalogEntry, FoundServer, PackagePlan, Registry } from './catalog-entry.ts';
import { importConfig } from './import-config.ts';
import type { Installation, Installer, InstallProgress } from './installer.ts';
import { lookUpPrefix, notWritable } from './look-up.ts';
import { chooseExecutable } from './package-names.ts';
import { removeTree } from './remove-tree.ts';

export interface ImportsOptions {
  readonly catalog: Catalog;
  readonly registries: readonly Registry[];
  /** By the names that plans give. */
  readonly installers: ReadonlyMap<string, Installer>;
  /** Has a folder for each imported server; nothing else is in it. */
  readonly folder: string;
  readonly logger?: Logger;
}

/** What somebody wants imported. */
export interface ImportRequest extends Pick<NewServerFields, 'displayName' | 'description' | 'iconUrl'> {
  readonly registry: string;
  readonly registryId: string;
  /** Of the server. */
  readonly name: string;
  /** A version or a tag. Default: the newest. */
  readonly version?: string | undefined;
  /** Which program of the package is the server. Default: the only one, or the one named like the package. */
  readonly executable?: string | undefined;
  /** Laid over what the catalog says: `args` in its place, variables and headers beside its own. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** Default true. */
  readonly autoStart?: boolean | undefined;
}

export interface ImportRunOptions {
  readonly signal: AbortSignal;
  readonly report: (progress: InstallProgress) => void;
}

/** What has become of an import. */
export interface ImportResult {
  readonly version: string | null;
  readonly integrity: string | null;
  /** Zero where it was not to be started. */
  readonly toolCount: number;
}

/** An import that has begun: its server is listed as `starting`. */
export interface BegunImport {
  readonly server: CatalogServer;
  /**
   * Installs and starts the server; once only. Where that fails, nothing of the package is left, and the server stays
   * with the reason. An abort with an error of code `GW_OPERATION_CANCELLED` leaves no server either.
   *
   * @throws CatalogError `GW_INSTALL_FAILED`, `GW_PACKAGE_UNUSABLE`, `GW_CLIENT_MISSING`, or the signal's reason
   */
  run(options: ImportRunOptions): Promise<ImportResult>;
}

/** Events of `Imports`. */
export interface ImportEvents {
  /** The tools of an imported server are known, for the first time. */
  learned: [serverId: string];
}

/** Found in all catalogs that answered. */
export interface SearchOutcome {
  readonly entries: readonly CatalogEntry[];
  /** Those that did not answer, and why. */
  readonly unavailable: readonly { readonly registry: string; readonly error: string }[];
}

/** Written last into a server's folder: its package is whole. */
const markName = 'installed.json';
/** An installation that takes longer is given up, in milliseconds. */
const withinMs = 900_000;

interface Import {
  readonly id: string;
  readonly found: FoundServer;
  readonly request: ImportRequest;
  readonly by: ChangedBy;
}

/** Servers of package registries and other catalogs: found, installed and added to the catalog of the gateway. */
export class Imports extends EventEmitter<ImportEvents> {
  readonly #options: ImportsOptions;
  readonly #logger: Logger;
  /** Those that are being installed, and what ends that: their folders are nobody else's. */
  readonly #running = new Map<string, AbortController>();
  /** Folders are looked through one after the other. */
  #sweeping: Promise<void> = Promise.resolve();

  private constructor(options: ImportsOptions) {
    super();
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Ends what a gateway before has left half done. */
  static async open(options: ImportsOptions): Promise<Imports> {
    const imports = new Imports(options);
    const { catalog, folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const begun = await readdir(folder);
    for (const { id, createdAt } of catalog.reserved()) {
      // Another gateway on the same database may be at work on those that have no folder here.
      const isCutOff = begun.includes(id) || createdAt < Date.now() - 2 * withinMs;
      if (isCutOff)
        await catalog.failReserved(id, 'The gateway ended while it was imported; import it again');
    }
    for (const name of begun) if (name.startsWith(lookUpPrefix)) await removeTree(join(folder, name));
    await imports.#sweep();
    catalog.on('serversChanged', imports.#onServersChanged);
    return imports;
  }

  /** Resolves when no folder is being removed any more; whoever runs imports ends them before. */
  async close(): Promise<void> {
    this.#options.catalog.off('serversChanged', this.#onServersChanged);
    await this.#sweeping;
  }

  /** Asks all catalogs; one that fails takes nothing from the others. */
  async search(words: string, signal: AbortSignal): Promise<SearchOutcome> {
    const { registries } = this.#options;
    const answers = await Promise.allSettled(registries.map(registry => registry.search(words, signal)));
    signal.throwIfAborted();
    const entries = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
    const unavailable = answers.flatMap((answer, at) => {
      const { name = '' } = registries[at] ?? {};
      return answer.status === 'rejected' ? [{ registry: name, error: reasonOf(answer.reason) }] : [];
    });
    return { entries, unavailable };
  }

  /** @throws CatalogError `GW_REGISTRY_UNKNOWN`, `GW_PACKAGE_NOT_FOUND`, `GW_REGISTRY_FAILED`, `GW_INVALID` */
  async entry(registry: string, id: string, signal: AbortSignal): Promise<CatalogEntry> {
    return (await this.#registry(registry).find(id, {}, signal)).entry;
  }

  /**
   * Finds a server and lists it as `starting`.
   *
   * @throws CatalogError as `entry`, as `Catalog.create`, `GW_PACKAGE_UNUSABLE`
   */
  async begin(request: ImportRequest, by: ChangedBy, signal: AbortSignal): Promise<BegunImport> {
    const { catalog, folder } = this.#options;
    const { registry, registryId, name, version, executable } = request;
    // Known at once, though only `reserve` can tell for sure.
    catalog.requireFree(name);
    const found = await this.#registry(registry).find(registryId, { version }, signal);
    const { entry, plan } = found;
    if (plan.kind === 'package' && entry.executables) {
      chooseExecutable(plan.id, entry.executables, executable ?? plan.executable);
    }
    const server = await catalog.reserve(
      {
        name,
        type: plan.kind === 'package' ? 'stdio' : plan.type,
        source: `catalog:${registry}`,
        displayName: request.displayName,
        description: request.description ?? entry.description?.slice(0, 2_000),
        iconUrl: request.iconUrl,
        sourceDocUrl: entry.homepage,
        credentialRequirements: entry.needs.map(need => ({ ...need })),
        config: importConfig(found, request.config),
      },
      by,
    );
    const { id } = server;
    const ending = new AbortController();
    this.#running.set(id, ending);
    try {
      // Tells the next gateway whose it was, should this one end.
      if (plan.kind === 'package') await mkdir(join(folder, id), { mode: 0o700 });
    } catch (error) {
      this.#running.delete(id);
      await catalog.delete(id);
      throw notWritable(error);
    }
    return {
      server,
      run: options =>
        this.#run(
          { id, found, request, by },
          { ...options, signal: AbortSignal.any([options.signal, ending.signal]) },
        ),
    };
  }

  async #run(work: Import, options: ImportRunOptions): Promise<ImportResult> {
    const { id, found, request } = work;
    const { signal, report } = options;
    const installed = await this.#settle(work, options);
    const { version } = found.entry;
    const result = { version, integrity: installed?.integrity ?? null };
    if (request.autoStart === false) return { ...result, toolCount: 0 };
    report({ step: 'starting' });
    const { error, server } = await this.#options.catalog.health(id, signal);
    signal.throwIfAborted();
    // It stays installed: what it lacks, a variable for example, can be given to it.
    if (error !== null)
      throw new CatalogError('GW_INSTALL_FAILED', `It is installed, but does not start: ${error}`);
    this.emit('learned', id);
    return { ...result, toolCount: server.toolCount };
  }

  async #settle(work: Import, options: ImportRunOptions): Promise<Installation | undefined> {
    const { id, found, request, by } = work;
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(withinMs)]);
    try {
      signal.throwIfAborted();
      const { plan } = found;
      const installed =
        plan.kind === 'package' ? await this.#install(work, plan, { ...options, signal }) : undefined;
      signal.throwIfAborted();
      const config = importConfig(found, request.config, installed);
      await this.#options.catalog.settle(id, { config, starts: request.autoStart !== false }, by);
      return installed;
    } catch (error) {
      const reason = signal.aborted ? signal.reason : error;
      await this.#undo(id, reason);
      throw reason;
    } finally {
      this.#running.delete(id);
    }
  }

  async #install(
    { id, request }: Import,
    plan: PackagePlan,
    options: ImportRunOptions,
  ): Promise<Installation> {
    const installer = this.#options.installers.get(plan.from);
    if (!installer) {
      throw new CatalogError('GW_PACKAGE_UNUSABLE', `Packages of ${plan.from} can not be installed here`);
    }
    const folder = join(this.#options.folder, id);
    options.report({ step: 'installing' });
    const wanted = { ...plan, executable: request.executable ?? plan.executable };
    const installed = await installer.install(wanted, { ...options, folder });
    const { from, version } = plan;
    await writeFile(join(folder, markName), JSON.stringify({ from, id: plan.id, version, ...installed }));
    return installed;
  }

  async #undo(id: string, reason: unknown): Promise<void> {
    const { catalog, folder } = this.#options;
    const isWanted = (reason as { code?: unknown }).code !== 'GW_OPERATION_CANCELLED';
    if (isWanted) this.#logger.warn({ serverId: id, err: reason }, 'A server could not be imported');
    try {
      await removeTree(join(folder, id));
      if (isWanted) await catalog.failReserved(id, reasonOf(reason));
      else await catalog.delete(id);
    } catch (err) {
      // It was deleted meanwhile, or the database can't be reached: the next start looks after it.
      this.#logger.debug({ serverId: id, err }, 'What became of an import could not be stored');
    }
  }

  #registry(name: string): Registry {
    const { registries } = this.#options;
    const registry = registries.find(each => each.name === name);
    if (registry) return registry;
    const names = registries.map(each => each.name).join(', ');
    throw new CatalogError('GW_REGISTRY_UNKNOWN', `There is no catalog ${name.slice(0, 100)}, but ${names}`);
  }

  readonly #onServersChanged = (): void => {
    const ids = new Set(this.#options.catalog.servers().map(({ id }) => id));
    for (const [id, ending] of this.#running)
      if (!ids.has(id)) ending.abort(new CatalogError('GW_OPERATION_CANCELLED', 'Its server was deleted'));
    this.#sweeping = this.#sweeping
      .then(() => this.#sweep())
      .catch((err: unknown) =>
        this.#logger.error({ err }, 'A package that nobody uses could not be removed'),
      );
  };

  /** Removes the folders that are no server's any more, and those that hold half a package. */
  async #sweep(): Promise<void> {
    const { folder, catalog } = this.#options;
    const folders = (await readdir(folder)).filter(name => !name.startsWith(lookUpPrefix));
    const ids = new Set(catalog.servers().map(({ id }) => id));
    for (const name of folders) {
      if (this.#running.has(name)) continue;
      const isWhole = ids.has(name) && (await readdir(join(folder, name))).includes(markName);
      if (!isWhole) await removeTree(join(folder, name));
    }
  }
}

/** Only what was made to be shown is shown; anything else names files of the gateway. */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  const isKnown = error instanceof Error && typeof code === 'string' && code.startsWith('GW_');
  if (isKnown) return error.message;
  if ((error as Error).name === 'TimeoutError') return 'It took too long';
  return 'It could not be imported; the log of the gateway says why';
}
