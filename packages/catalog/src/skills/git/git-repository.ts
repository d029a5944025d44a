import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';
import { CatalogError } from '../../errors.ts';
import { PackageFiles } from '../package-files.ts';
import { shownPath } from '../package-path.ts';
import { SkillDocument } from '../skill-document.ts';
import { SkillError } from '../skill-error.ts';
import { documentName, packageOf, type SkillPackage, textOf } from '../skill-package.ts';
import { type OfferedSkill, offeredSkill } from '../skill-source.ts';
import { type Git, GitError } from './git.ts';
import { fileContents, type TreeFile, treeFiles } from './git-tree.ts';
import type { RepositoryAddress } from './repository-url.ts';

/** Skills of one repository that are listed. */
const maxSkills = 500;
const maxDocumentBytes = 64 * 1024;
const link = '120000';
const pointer = '/skill_name';

interface FoundSkill {
  readonly offered: OfferedSkill;
  /** Within the repository; empty for its top. */
  readonly folder: string;
}

/**
 * The newest state of a Git repository, copied without its past. It is never checked out: files are read from Git's own
 * storage, so that links, filters and names of a repository do nothing to this host.
 */
export class GitRepository implements AsyncDisposable {
  readonly #git: Git;
  readonly #folder: string;
  readonly #files: readonly TreeFile[];
  readonly #skills: ReadonlyMap<string, FoundSkill>;

  private constructor(
    git: Git,
    { folder, files, skills }: { folder: string; files: readonly TreeFile[]; skills: readonly FoundSkill[] },
  ) {
    this.#git = git;
    this.#folder = folder;
    this.#files = files;
    // Of two with one name, the first by path counts.
    this.#skills = new Map(skills.toReversed().map(skill => [skill.offered.name, skill]));
  }

  /**
   * Copies a repository into a new folder below `parent`; a failure leaves nothing there.
   *
   * @throws SkillError `GW_SKILL_SOURCE_FAILED`, `GW_SKILL_SOURCE_REFUSED`, and the signal's reason
   */
  static async copy(
    git: Git,
    { address, parent, signal }: { address: RepositoryAddress; parent: string; signal: AbortSignal },
  ): Promise<GitRepository> {
    const folder = await mkdtemp(join(parent, 'repository-'));
    try {
      await clone(git, address, folder, signal);
      const files = await treeFiles(git, folder, signal);
      const documents = documentsIn(files);
      const contents = await fileContents(git, folder, documents, signal);
      const skills = documents.flatMap(({ path }, at) => foundSkill(path, contents[at]!, files, address.url));
      return new GitRepository(git, { folder, files, skills });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (!(error instanceof GitError)) throw error;
      const code = error.reason === 'missing' ? 'GW_SKILL_SOURCE_REFUSED' : 'GW_SKILL_SOURCE_FAILED';
      throw new SkillError(code, `The repository can not be read: ${error.message}`, { cause: error });
    }
  }

  /** By name. */
  get skills(): OfferedSkill[] {
    const all = [...this.#skills.values()].map(({ offered }) => offered);
    return all.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @throws SkillError `GW_SKILL_NOT_OFFERED`, CatalogError `GW_INVALID` */
  async read(name: string, signal: AbortSignal): Promise<SkillPackage> {
    const skill = this.#skills.get(name);
    if (!skill) {
      throw new SkillError('GW_SKILL_NOT_OFFERED', `The repository has no skill ${name.slice(0, 100)}`);
    }
    const files = new PackageFiles(pointer);
    const wanted = filesBelow(this.#files, skill.folder).filter(({ path, size, mode }) => {
      if (mode === link) throw files.refusal(`holds ${shownPath(path)}, which is a link`);
      return files.admit(path, size);
    });
    const contents = await fileContents(this.#git, this.#folder, wanted, signal);
    for (const [at, { path, mode }] of wanted.entries()) {
      files.add({ path, content: contents[at]!, mode: Number.parseInt(mode, 8) });
    }
    return packageOf(files.all(), { pointer, otherwiseNamed: skill.offered.name });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function clone(
  git: Git,
  { url, scheme, resolve }: RepositoryAddress,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const settings = [
    'protocol.allow=never',
    `protocol.${scheme}.allow=always`,
    'http.followRedirects=false',
    'http.lowSpeedLimit=1000',
    'http.lowSpeedTime=10',
    ...(resolve === undefined ? [] : [`http.curloptResolve=${resolve}`]),
  ];
  const how = ['--bare', '--depth=1', '--single-branch', '--no-tags', '--quiet', '--template='];
  await git.run({ args: ['clone', ...how, '--', url, folder], settings, signal, maxOutputBytes: 64 * 1024 });
}

const documentsIn = (files: readonly TreeFile[]): TreeFile[] =>
  files
    .filter(({ path, size, mode }) => {
      const isDocument = path === documentName || path.endsWith(`/${documentName}`);
      return isDocument && mode !== link && size <= maxDocumentBytes;
    })
    .slice(0, maxSkills);

/** One that can't be read is left out: it is not the only one. */
function foundSkill(path: string, content: Buffer, files: readonly TreeFile[], url: string): FoundSkill[] {
  const folder = path === documentName ? '' : dirname(path);
  const place = { source: url, sourceUrl: url, files: filesBelow(files, folder).map(file => file.path) };
  const otherwiseNamed = (folder || new URL(url).pathname.replace(/(?:\.git)?\/*$/, '')).split('/').at(-1);
  try {
    const { frontmatter } = SkillDocument.read(textOf(content, pointer), { pointer, otherwiseNamed });
    return [{ folder, offered: offeredSkill(frontmatter, place) }];
  } catch (error) {
    if (error instanceof CatalogError) return [];
    throw error;
  }
}

/** Files of a folder, by their paths within it. */
function filesBelow(files: readonly TreeFile[], folder: string): TreeFile[] {
  if (folder === '') return [...files];
  const start = `${folder}/`;
  return files
    .filter(({ path }) => path.startsWith(start))
    .map(file => ({ ...file, path: file.path.slice(start.length) }));
}
