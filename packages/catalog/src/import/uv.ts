import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../errors.ts';
import type { PackagePlan } from './catalog-entry.ts';
import { type InstallOptions, installFailed } from './installer.ts';
import { runClient } from './package-client.ts';
import { integrityOf, type PythonClient, type PythonClientOptions } from './python-client.ts';
import { removeTree } from './remove-tree.ts';

const lockName = 'requirements.txt';
const cacheName = '.uv-cache';
const pinning = [
  'pip',
  'compile',
  '--quiet',
  '--no-header',
  '--no-annotate',
  '--generate-hashes',
  '--only-binary',
  ':all:',
];

/** PyPI by `uv`. */
export class Uv implements PythonClient {
  async newest(
    id: string,
    version: string | undefined,
    options: PythonClientOptions,
  ): Promise<string | undefined> {
    const input = version === undefined ? id : `${id}==${version}`;
    const run = await this.#run([...pinning, '--no-deps', '-'], options, { input });
    const found = /^[\w.-]+==([^\s;\\]+)/m.exec(run.stdout)?.[1];
    if (run.ok && found !== undefined) return found;
    if (
      /was not found in the package registry|there (is|are) no versions? of|has no wheels/i.test(run.said)
    ) {
      return undefined;
    }
    throw new CatalogError('GW_REGISTRY_FAILED', `The index of PyPI can not be asked: ${run.said}`);
  }

  async install(plan: PackagePlan, options: PythonClientOptions & InstallOptions) {
    const { folder, environment, report } = options;
    const onLine = (message: string) => report({ step: 'installing', message });
    const lock = join(folder, lockName);
    const python = join(folder, environment, 'bin', 'python');
    const steps = [
      { words: ['venv', '--no-project', join(folder, environment)] },
      {
        words: [...pinning, '--python', python, '--output-file', lock, '-'],
        input: `${plan.id}==${plan.version}`,
      },
      {
        words: [
          'pip',
          'install',
          '--python',
          python,
          '--require-hashes',
          '--only-binary',
          ':all:',
          '--compile-bytecode',
          '--requirements',
          lock,
        ],
      },
    ];
    for (const { words, input } of steps) {
      const run = await this.#run(words, options, { onLine, ...(input !== undefined && { input }) });
      if (!run.ok) throw installFailed(plan, run.said);
    }
    await removeTree(join(folder, cacheName));
    return { integrity: integrityOf(await hashesOf(lock, plan.id)) };
  }

  #run(
    words: readonly string[],
    { clients, index, folder, signal }: PythonClientOptions,
    more: { input?: string; onLine?: (line: string) => void },
  ) {
    const env = {
      UV_CACHE_DIR: join(folder, cacheName),
      UV_LINK_MODE: 'copy',
      UV_NO_PROGRESS: '1',
      // A Python that nobody chose would be downloaded otherwise.
      UV_PYTHON_DOWNLOADS: 'never',
      ...(index !== undefined && { UV_DEFAULT_INDEX: index }),
    };
    return runClient(
      clients,
      { name: `uv ${words[0]}`, command: ['uv', ...words], env, folder },
      { signal, ...more },
    );
  }
}

/** Of a package, in a requirements file: as many as it has files. */
async function hashesOf(lock: string, id: string): Promise<string[]> {
  const text = (await readFile(lock, 'utf8')).replaceAll(/\\\n/g, ' ');
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  const line = text.split('\n').find(each => plain(each.split('==')[0] ?? '') === plain(id)) ?? '';
  return [...line.matchAll(/--hash=(\S+)/g)].map(([, hash = '']) => hash);
}
