import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../errors.ts';
import type { CatalogEntry, FoundServer, PackagePlan, Registry, Wanted } from './catalog-entry.ts';
import {
  checkProgram,
  type Installation,
  type Installer,
  type InstallOptions,
  installFailed,
} from './installer.ts';
import { type LookUpPlace, lookUp } from './look-up.ts';
import { type ClientRun, type PackageClients, runClient } from './package-client.ts';
import { checkPackage, chooseExecutable } from './package-names.ts';
import { removeTree } from './remove-tree.ts';

export interface NpmOptions {
  readonly clients: PackageClients;
  readonly place: LookUpPlace;
  /** The registry's URL. Default: as npm is configured on this host. */
  readonly registry: () => string | undefined;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly bin?: string | Readonly<Record<string, string>>;
}

const searched = 20;

/** Servers on npm, by npm's own client. */
export class Npm implements Registry, Installer {
  readonly name = 'npm';
  readonly #options: NpmOptions;

  constructor(options: NpmOptions) {
    this.#options = options;
  }

  async search(words: string, signal: AbortSignal): Promise<CatalogEntry[]> {
    if (words.trim() === '') return [];
    const safe = words.split(/\s+/).filter(word => /^[\w@][\w@./-]*$/.test(word));
    const terms = [...new Set([...safe, 'mcp'])];
    const found = await this.#ask(['search', `--searchlimit=${searched}`, '--', ...terms], signal);
    return (found as Manifest[]).map(manifest => entryOf(manifest, null));
  }

  async find(id: string, wanted: Wanted, signal: AbortSignal): Promise<FoundServer> {
    checkPackage('npm', id, wanted);
    const answer = await this.#ask(['view', '--', `${id}@${wanted.version ?? 'latest'}`], signal);
    // Several versions for a tag that reads as a range: the newest is the last.
    const manifest = (Array.isArray(answer) ? answer.at(-1) : answer) as Manifest | undefined;
    if (!manifest?.version) throw notFound(id, wanted);
    return {
      entry: entryOf(manifest, programsOf(manifest)),
      plan: { kind: 'package', from: 'npm', id, version: manifest.version, args: [], env: {} },
    };
  }

  async install(plan: PackagePlan, { folder, signal, report }: InstallOptions): Promise<Installation> {
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    let fetched = 0;
    const onLine = (line: string) => {
      if (/^npm http fetch GET 200 .*\.tgz/.test(line)) fetched += 1;
      report({ step: 'installing', message: line, fetched });
    };
    const words = [
      'install',
      '--loglevel=http',
      '--save-exact',
      '--omit=dev',
      '--',
      `${plan.id}@${plan.version}`,
    ];
    const run = await this.#run(words, folder, { signal, onLine });
    if (!run.ok) throw installFailed(plan, run.said);
    await removeTree(join(folder, cacheName));
    const manifest = JSON.parse(
      await readFile(join(folder, 'node_modules', plan.id, 'package.json'), 'utf8'),
    ) as Manifest;
    const program = chooseExecutable(plan.id, programsOf(manifest), plan.executable);
    const file = await checkProgram(join(folder, 'node_modules', '.bin', program), folder);
    return { command: [file], integrity: await integrityOf(folder, plan.id) };
  }

  async #ask(words: readonly string[], signal: AbortSignal): Promise<unknown> {
    return lookUp('npm', this.#options.place, signal, async (folder, limit) => {
      const run = await this.#run([words[0] ?? '', '--json', ...words.slice(1)], folder, { signal: limit });
      const answer = parsed(run.stdout);
      if (run.ok) return answer ?? [];
      const { code, summary } = (answer as { error?: { code?: string; summary?: string } })?.error ?? {};
      if (code === 'E404') throw new CatalogError('GW_PACKAGE_NOT_FOUND', `npm has no ${words.at(-1)}`);
      const reason = code === undefined ? run.said : `${code} ${summary ?? ''}`.trim();
      throw new CatalogError('GW_REGISTRY_FAILED', `The registry of npm can not be asked: ${reason}`);
    });
  }

  async #run(
    [command = '', ...words]: readonly string[],
    folder: string,
    options: { signal: AbortSignal; onLine?: (line: string) => void },
  ): Promise<ClientRun> {
    const registry = this.#options.registry();
    const env = {
      npm_config_cache: join(folder, cacheName),
      npm_config_ignore_scripts: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      npm_config_progress: 'false',
      npm_config_logs_max: '0',
      npm_config_global: 'false',
      npm_config_package_lock: 'true',
      npm_config_dry_run: 'false',
      npm_config_fetch_retries: '1',
      npm_config_fetch_retry_mintimeout: '1000',
      ...(registry !== undefined && { npm_config_registry: registry }),
    };
    const request = { name: `npm ${command}`, command: ['npm', command, ...words], env, folder };
    return runClient(this.#options.clients, request, options);
  }
}

const cacheName = '.npm-cache';

const notFound = (id: string, { version }: Wanted) =>
  new CatalogError('GW_PACKAGE_NOT_FOUND', `npm has no ${id}${version === undefined ? '' : ` ${version}`}`);

const entryOf = (manifest: Manifest, executables: readonly string[] | null): CatalogEntry => ({
  registry: 'npm',
  registryId: manifest.name,
  name: manifest.name,
  description: manifest.description ?? null,
  version: manifest.version,
  homepage: manifest.homepage ?? null,
  executables,
  needs: [],
});

function programsOf({ name, bin = {} }: Manifest): string[] {
  return typeof bin === 'string' ? [name.split('/').at(-1) ?? name] : Object.keys(bin);
}

/** Source: npm's documentation of package-lock.json. */
async function integrityOf(folder: string, id: string): Promise<string | null> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
    packages?: Record<string, { integrity?: string }>;
  };
  return lock.packages?.[`node_modules/${id}`]?.integrity ?? null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
