import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../errors.ts';
import type { PackagePlan } from './catalog-entry.ts';
import { type InstallOptions, installFailed } from './installer.ts';
import { runClient } from './package-client.ts';
import { integrityOf, type PythonClient, type PythonClientOptions } from './python-client.ts';

interface Report {
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string };
    readonly requested?: boolean;
    readonly download_info: {
      readonly archive_info?: { readonly hashes?: Readonly<Record<string, string>> };
    };
  }[];
}

const onlyWheels = ['--only-binary', ':all:'];

/** PyPI by the `venv` of Python and `pip`: the host's, or else, as on Debian, one of the environment's own. */
export class Pip implements PythonClient {
  async newest(
    id: string,
    version: string | undefined,
    options: PythonClientOptions,
  ): Promise<string | undefined> {
    const pip = await this.#pip(options);
    const report = join(options.folder, 'report.json');
    const spec = version === undefined ? id : `${id}==${version}`;
    const words = [
      'install',
      '--dry-run',
      '--no-deps',
      '--ignore-installed',
      ...onlyWheels,
      '--report',
      report,
    ];
    const run = await this.#run([...pip, ...words, '--', spec], options);
    if (run.ok) return (await readReport(report)).install[0]?.metadata.version;
    // An index that can't be reached lists nothing, too: the warnings before tell them apart.
    const isAnswered = !/Retrying|connection broken/i.test(run.said);
    if (isAnswered && /No matching distribution found/.test(run.said)) return undefined;
    throw new CatalogError('GW_REGISTRY_FAILED', `The index of PyPI can not be asked: ${run.said}`);
  }

  async install(plan: PackagePlan, options: PythonClientOptions & InstallOptions) {
    const { folder, report } = options;
    const onLine = (message: string) => report({ step: 'installing', message });
    const file = join(folder, 'report.json');
    const pip = await this.#pip(options, 'environment');
    const spec = `${plan.id}==${plan.version}`;
    const words = ['install', ...onlyWheels, '--report', file, '--', spec];
    const run = await this.#run([...pip, ...words], options, onLine);
    if (!run.ok) throw installFailed(plan, run.said);
    const { install } = await readReport(file);
    const pinned = install.map(({ metadata, download_info, requested }) => {
      const hashes = Object.entries(download_info.archive_info?.hashes ?? {});
      return { ...metadata, hashes: hashes.map(([kind, hash]) => `${kind}:${hash}`), requested };
    });
    const lines = pinned.map(({ name, version, hashes }) =>
      [`${name}==${version}`, ...hashes.map(hash => `--hash=${hash}`)].join(' '),
    );
    await writeFile(join(folder, 'requirements.txt'), `${lines.join('\n')}\n`);
    return { integrity: integrityOf(pinned.find(({ requested }) => requested)?.hashes ?? []) };
  }

  /** How pip is run; `for` an environment, that one is made. */
  async #pip(options: PythonClientOptions, purpose?: 'environment'): Promise<string[]> {
    const { folder, environment } = options;
    const own = join(folder, environment, 'bin', 'python');
    const hasPip = (await this.#run(['python3', '-m', 'pip', '--version'], options)).ok;
    if (hasPip && !purpose) return ['python3', '-m', 'pip', ...quiet];
    const bare = hasPip ? ['--without-pip'] : [];
    const made = await this.#run(['python3', '-m', 'venv', ...bare, join(folder, environment)], options);
    if (!made.ok) {
      throw new CatalogError('GW_CLIENT_MISSING', `python3 makes no virtual environment here: ${made.said}`);
    }
    return hasPip ? ['python3', '-m', 'pip', '--python', own, ...quiet] : [own, '-m', 'pip', ...quiet];
  }

  #run(
    command: readonly string[],
    { clients, index, folder, signal }: PythonClientOptions,
    onLine: (line: string) => void = () => {},
  ) {
    const env = { PIP_RETRIES: '1', ...(index !== undefined && { PIP_INDEX_URL: index }) };
    return runClient(clients, { name: 'pip', command, env, folder }, { signal, onLine });
  }
}

const quiet = ['--no-cache-dir', '--disable-pip-version-check', '--no-input'];

const readReport = async (file: string): Promise<Report> => JSON.parse(await readFile(file, 'utf8'));
