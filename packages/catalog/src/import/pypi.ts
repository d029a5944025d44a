import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../errors.ts';
import type { CatalogEntry, FoundServer, PackagePlan, Registry, Wanted } from './catalog-entry.ts';
import { checkProgram, type Installation, type Installer, type InstallOptions } from './installer.ts';
import { type LookUpPlace, lookUp } from './look-up.ts';
import { clientMissing, type PackageClients } from './package-client.ts';
import { checkPackage, chooseExecutable } from './package-names.ts';
import { Pip } from './pip.ts';
import type { PythonClient, PythonClientOptions } from './python-client.ts';
import { Uv } from './uv.ts';

export interface PypiOptions {
  readonly clients: PackageClients;
  readonly place: LookUpPlace;
  /** The URL of the index, as pip takes it. Default: as uv or pip is configured on this host. */
  readonly index: () => string | undefined;
}

/** Servers on PyPI, by `uv` where the host has it, by `pip` otherwise. Wheels only: building others would run them. */
export class Pypi implements Registry, Installer {
  readonly name = 'pypi';
  readonly #options: PypiOptions;

  constructor(options: PypiOptions) {
    this.#options = options;
  }

  /** PyPI can't be searched: what is found is the package of that name, and the one that servers are named like. */
  async search(words: string, signal: AbortSignal): Promise<CatalogEntry[]> {
    const [word = '', ...more] = words.toLowerCase().split(/\s+/).filter(Boolean);
    if (word === '') return [];
    const joined = [word, ...more].join('-');
    const names = joined.includes('mcp') ? [joined] : [joined, `mcp-server-${joined}`];
    const found = await Promise.all(
      names.map(name =>
        this.find(name, {}, signal).then(
          ({ entry }) => [entry],
          (error: unknown) => {
            const { code } = error as { code?: unknown };
            if (code === 'GW_PACKAGE_NOT_FOUND' || code === 'GW_INVALID') return [];
            throw error;
          },
        ),
      ),
    );
    return found.flat();
  }

  async find(id: string, wanted: Wanted, signal: AbortSignal): Promise<FoundServer> {
    checkPackage('pypi', id, wanted);
    // What is a tag elsewhere; here there is none.
    const version = wanted.version === 'latest' ? undefined : wanted.version;
    const client = await this.#client();
    const found = await lookUp('pypi', this.#options.place, signal, (folder, limit) =>
      client.newest(id, version, { ...this.#common(), folder, signal: limit }),
    );
    if (found === undefined) {
      throw new CatalogError(
        'GW_PACKAGE_NOT_FOUND',
        `PyPI has no ${id}${version === undefined ? '' : ` ${version}`}`,
      );
    }
    const entry: CatalogEntry = {
      registry: 'pypi',
      registryId: id,
      name: id,
      description: null,
      version: found,
      homepage: null,
      executables: null,
      needs: [],
    };
    return { entry, plan: { kind: 'package', from: 'pypi', id, version: found, args: [], env: {} } };
  }

  async install(plan: PackagePlan, options: InstallOptions): Promise<Installation> {
    const client = await this.#client();
    const { folder } = options;
    const { integrity } = await client.install(plan, { ...this.#common(), ...options });
    const environment = join(folder, environmentName);
    const programs = await programsOf(environment, plan.id);
    const program = chooseExecutable(plan.id, programs, plan.executable);
    // Its first line names the environment's own Python, which is the host's.
    return { command: [await checkProgram(join(environment, 'bin', program), folder)], integrity };
  }

  #common(): Pick<PythonClientOptions, 'clients' | 'index' | 'environment'> {
    const { clients, index } = this.#options;
    return { clients, index: index(), environment: environmentName };
  }

  async #client(): Promise<PythonClient> {
    const program = await this.#options.clients.find('uv', 'python3');
    if (program === undefined) throw clientMissing('uv, or python3 with its venv module,');
    return program === 'uv' ? new Uv() : new Pip();
  }
}

const environmentName = 'venv';

/** The programs of one package of an environment. Source: the specification of entry points, `console_scripts`. */
async function programsOf(environment: string, id: string): Promise<string[]> {
  const lib = join(environment, 'lib');
  const [python = ''] = await readdir(lib);
  const packages = join(lib, python, 'site-packages');
  const wanted = `${id.toLowerCase().replaceAll(/[-_.]+/g, '_')}-`;
  const info = (await readdir(packages)).find(
    name =>
      name.endsWith('.dist-info') &&
      name.toLowerCase().replaceAll('.', '_').startsWith(wanted.replaceAll('.', '_')),
  );
  if (info === undefined) return [];
  const text = await readFile(join(packages, info, 'entry_points.txt'), 'utf8').catch(() => '');
  const section = /^\[console_scripts\]\s*$([^[]*)/m.exec(text)?.[1] ?? '';
  return [...section.matchAll(/^\s*([\w.-]+)\s*=/gm)].map(([, name = '']) => name);
}
