import { mkdir, rm } from 'node:fs/promises';
import { inTurn } from '../../in-turn.ts';
import { SkillError } from '../skill-error.ts';
import type { SkillPackage } from '../skill-package.ts';
import type { OfferedSkill, SkillSource } from '../skill-source.ts';
import type { Git } from './git.ts';
import { GitRepository } from './git-repository.ts';
import { repositoryAddress } from './repository-url.ts';

export interface GitCatalogsOptions {
  /** For copies of repositories; it is this object's own. */
  readonly folder: string;
  readonly git: Git;
  /** Addresses and CIDR ranges that may be dialled though they are not of the public internet. */
  readonly allowPrivateAddresses: () => readonly string[];
  /** How long a repository may take to be copied and read, in milliseconds. Default 20_000: clients give up after 30 s. */
  readonly limitMs?: number;
  /** How long a copy is as good as the repository, in milliseconds. Default 300_000. */
  readonly freshMs?: number;
}

/** Copies that are kept; the one that was not used for longest goes first. */
const maxCopies = 8;

/** Git repositories as catalogs of skills, copied when they are asked for and kept for a while. */
export class GitCatalogs implements AsyncDisposable {
  readonly #options: Required<GitCatalogsOptions>;
  readonly #copies = new Map<string, Copy>();
  #ready: Promise<void> | undefined;

  constructor({ limitMs = 20_000, freshMs = 300_000, ...options }: GitCatalogsOptions) {
    this.#options = { limitMs, freshMs, ...options };
  }

  /** @param url from `repositoryUrl` */
  of(url: string): SkillSource {
    return {
      list: signal => this.#use(url, signal, async ({ skills }): Promise<OfferedSkill[]> => skills),
      read: (name, signal) =>
        this.#use(url, signal, (repository, until): Promise<SkillPackage> => repository.read(name, until)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const copies = [...this.#copies.values()];
    this.#copies.clear();
    await Promise.all(copies.map(copy => copy.drop()));
    await rm(this.#options.folder, { recursive: true, force: true });
  }

  /** One at a time for each repository, so that none is taken away while it is read. */
  async #use<R>(
    url: string,
    signal: AbortSignal | undefined,
    work: (repository: GitRepository, signal: AbortSignal) => Promise<R>,
  ): Promise<R> {
    const { git, folder: parent, limitMs, freshMs, allowPrivateAddresses } = this.#options;
    // What an earlier gateway has left, killed in the middle, goes.
    this.#ready ??= emptyFolder(parent);
    await this.#ready;
    const copy = this.#copyOf(url);
    return copy.inTurn(async () => {
      const limit = AbortSignal.timeout(limitMs);
      const until = signal ? AbortSignal.any([signal, limit]) : limit;
      try {
        // Whether it may be dialled is looked at each time: the setting may have changed.
        const address = await repositoryAddress(url, allowPrivateAddresses());
        const repository = await copy.current(freshMs, () =>
          GitRepository.copy(git, { address, parent, signal: until }),
        );
        return await work(repository, until);
      } catch (error) {
        if (!limit.aborted || error instanceof SkillError) throw error;
        const seconds = Math.ceil(limitMs / 1000);
        const message = `The repository can not be read: it took longer than ${seconds} s`;
        throw new SkillError('GW_SKILL_SOURCE_FAILED', message, { cause: error });
      }
    });
  }

  #copyOf(url: string): Copy {
    const copy = this.#copies.get(url) ?? new Copy();
    this.#copies.delete(url);
    this.#copies.set(url, copy);
    for (const [oldest, unused] of this.#copies) {
      if (this.#copies.size <= maxCopies) break;
      this.#copies.delete(oldest);
      void unused.drop();
    }
    return copy;
  }
}

async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

class Copy {
  readonly inTurn = inTurn();
  #repository: GitRepository | undefined;
  #copiedAt = 0;

  async current(freshMs: number, copy: () => Promise<GitRepository>): Promise<GitRepository> {
    const known = this.#repository;
    if (known && Date.now() - this.#copiedAt < freshMs) return known;
    const renewed = await copy();
    this.#repository = renewed;
    this.#copiedAt = Date.now();
    await known?.[Symbol.asyncDispose]();
    return renewed;
  }

  drop(): Promise<void> {
    return this.inTurn(async () => {
      await this.#repository?.[Symbol.asyncDispose]();
      this.#repository = undefined;
    });
  }
}
