import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { SkillAttachmentRecord, SkillFilter, SkillRecord, Store, Tables } from '@gw/store';
import type { Catalog } from '../catalog.ts';
import { CatalogError, invalid } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import { type AttachedSkill, attachedSkill, registeredFor, skillUri } from './attached-skill.ts';
import { BuiltinSkills, builtinSource, type SkillTemplate } from './builtin-skills.ts';
import type { GitCatalogs } from './git/git-catalogs.ts';
import { isAtGitHub, repositoryUrl } from './git/repository-url.ts';
import { readUpload } from './read-upload.ts';
import { SkillDocument, type SkillFrontmatter } from './skill-document.ts';
import { SkillError } from './skill-error.ts';
import type { SkillPackage } from './skill-package.ts';
import type { OfferedSkill, SkillSource } from './skill-source.ts';

/** What a skill can be made of and changed to, beside its files. */
export interface SkillFields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly skillMdContent?: string | undefined;
  /** The server that it belongs to, and is attached to; null takes it from there. */
  readonly serverId?: string | null | undefined;
  readonly skillMetadata?: Readonly<Record<string, unknown>> | undefined;
  readonly portalVisible?: boolean | undefined;
  readonly portalCategory?: string | null | undefined;
  readonly portalTags?: readonly string[] | undefined;
}

/** Whose a new skill is, and the server that it belongs to. */
export interface SkillOwner {
  readonly principal: string;
  readonly serverId?: string | null | undefined;
}

/** Where a skill is imported from. */
export interface SkillOrigin {
  readonly source: string;
  readonly skillName: string;
  /** In place of `source`: `owner/name` at GitHub, or a URL. */
  readonly repository?: string | undefined;
}

export interface SkillLibraryOptions {
  readonly store: Store;
  readonly catalog: Catalog;
  /** Catalogs in Git repositories; closed with the library. */
  readonly git: GitCatalogs;
  /** Default: what comes with this package. */
  readonly builtin?: BuiltinSkills;
}

interface SkillLibraryEvents {
  /** Servers offer other skills than before, or changed ones. */
  changed: [serverIds: readonly string[]];
}

/** All skills that are kept, and what servers offer of them. */
export class SkillLibrary extends EventEmitter<SkillLibraryEvents> implements AsyncDisposable {
  readonly #store: Store;
  readonly #catalog: Catalog;
  readonly #git: GitCatalogs;
  readonly #builtin: BuiltinSkills;
  /** Changes follow each other, so that what servers offer is what is kept. */
  readonly #inTurn = inTurn();
  readonly #attached = new Map<string, readonly AttachedSkill[]>();

  private constructor({ store, catalog, git, builtin = new BuiltinSkills() }: SkillLibraryOptions) {
    super();
    this.#store = store;
    this.#catalog = catalog;
    this.#git = git;
    this.#builtin = builtin;
  }

  /** Reads what servers offer. */
  static async open(options: SkillLibraryOptions): Promise<SkillLibrary> {
    const library = new SkillLibrary(options);
    const attachments = await options.store.skillAttachments.all();
    await library.#read(new Set(attachments.map(({ serverId }) => serverId)));
    return library;
  }

  /** Skills that a server offers, in the order in which they were attached; the very same list until it changes. */
  attachedTo(serverId: string): readonly AttachedSkill[] {
    return this.#attached.get(serverId) ?? [];
  }

  /** What each server offers, by its name. */
  offers(): Map<string, readonly AttachedSkill[]> {
    const offers = new Map<string, readonly AttachedSkill[]>();
    for (const [serverId, skills] of this.#attached) {
      const name = nameOf(this.#catalog, serverId);
      if (name !== undefined) offers.set(name, skills);
    }
    return offers;
  }

  /** Where a file of a skill is read through the MCP server that offers it; its folder, without a path. */
  uri(server: string, skill: string, path?: string): string {
    return skillUri(server, skill, path);
  }

  /** The name of the server that a skill belongs to; null where it isn't there, or has left the config file. */
  serverNameOf({ serverId }: SkillRecord): string | null {
    return (serverId === null ? undefined : nameOf(this.#catalog, serverId)) ?? null;
  }

  list(filter: SkillFilter, window: { offset: number; limit: number }) {
    return this.#store.skills.list(filter, window);
  }

  /** @throws SkillError `GW_SKILL_NOT_FOUND` */
  async get(id: string): Promise<SkillRecord> {
    const record = await this.#store.skills.get(id);
    if (record) return record;
    throw new SkillError('GW_SKILL_NOT_FOUND', `There is no skill ${id}`);
  }

  /** A skill with its files. @throws SkillError `GW_SKILL_NOT_FOUND` */
  async content(id: string): Promise<SkillPackage> {
    return this.#contentOf(await this.get(id));
  }

  /** A skill's zip archive. @throws SkillError `GW_SKILL_NOT_FOUND` */
  async package(id: string): Promise<Buffer> {
    return archiveOf(await this.content(id));
  }

  /** The content of one file; undefined where there is none. */
  async file(id: string, path: string): Promise<Uint8Array | undefined> {
    return this.#store.skills.file(id, path);
  }

  /** @throws CatalogError `GW_INVALID`, SkillError `GW_SKILL_NAME_TAKEN` */
  async create(fields: SkillFields & { skillMdContent: string }, owner: SkillOwner): Promise<SkillRecord> {
    const { name, description, skillMdContent } = fields;
    const pointer = '/skill_md_content';
    const document = SkillDocument.read(skillMdContent, { name, description, pointer });
    return this.#add({ document, files: [] }, { ...owner, sourceType: 'markdown', ...fields });
  }

  /** @throws CatalogError `GW_INVALID`, SkillError `GW_SKILL_NAME_TAKEN` */
  async upload(fileName: string, content: Buffer, owner: SkillOwner): Promise<SkillRecord> {
    return this.#add(await readUpload(fileName, content), { ...owner, sourceType: 'upload' });
  }

  /** @throws CatalogError `GW_INVALID`, SkillError */
  async import(origin: SkillOrigin, owner: SkillOwner, signal?: AbortSignal): Promise<SkillRecord> {
    const { source, url } = this.#source(origin.repository ?? origin.source);
    const skill = await source.read(origin.skillName, signal);
    const sourceType = url === null ? 'catalog' : isAtGitHub(url) ? 'github' : 'git';
    return this.#add(skill, { ...owner, sourceType, sourceUrl: url });
  }

  /** What a catalog has, of which all words are in name, description or tags. @throws SkillError */
  async offered(name: string, search = '', signal?: AbortSignal): Promise<OfferedSkill[]> {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const all = await this.#source(name).source.list(signal);
    return all.filter(skill => {
      const text = [skill.name, skill.description, ...skill.tags].join(' ').toLowerCase();
      return words.every(word => text.includes(word));
    });
  }

  /** @throws SkillError `GW_SKILL_NOT_OFFERED` */
  async offeredSkill(source: string, name: string, signal?: AbortSignal): Promise<OfferedSkill> {
    const found = (await this.#source(source).source.list(signal)).find(skill => skill.name === name);
    if (found) return found;
    throw new SkillError('GW_SKILL_NOT_OFFERED', `The catalog has no skill ${name.slice(0, 100)}`);
  }

  templates(): Promise<SkillTemplate[]> {
    return this.#builtin.templates();
  }

  /**
   * Changes what is given; `SKILL.md` is made to say the same.
   *
   * @throws CatalogError `GW_INVALID`, SkillError `GW_SKILL_NOT_FOUND`, `GW_SKILL_NAME_TAKEN`
   */
  update(id: string, { name, description, skillMdContent, ...fields }: SkillFields): Promise<SkillRecord> {
    return this.#change(async () => {
      const record = await this.get(id);
      const before = await this.#contentOf(record);
      const isSaid = skillMdContent !== undefined;
      const document = SkillDocument.read(skillMdContent ?? before.document.text, {
        name,
        description,
        otherwiseNamed: record.name,
        pointer: '/skill_md_content',
      });
      const skill = { document, files: before.files };
      const hadOwnMetadata = !isDeepStrictEqual(record.skillMetadata, restOf(before.document.frontmatter));
      const skillMetadata =
        fields.skillMetadata ??
        (isSaid && !hadOwnMetadata ? restOf(document.frontmatter) : record.skillMetadata);
      const attachments = await this.#store.skillAttachments.ofSkill(id);
      for (const { serverId } of attachments) this.#requireFree(serverId, document.frontmatter.name, id);
      const { serverId } = fields;
      const isMoved = serverId !== undefined && serverId !== record.serverId;
      if (isMoved && serverId !== null) this.#requireServer(serverId, document.frontmatter.name, id);
      const archive = await archiveOf(skill);
      const changed = await this.#store.transaction(async tables => {
        if (isMoved && record.serverId !== null) await tables.skillAttachments.detach(id, record.serverId);
        if (isMoved && serverId !== null) await this.#attachIn(tables, id, skill, serverId);
        return tables.skills.update(id, {
          ...fields,
          ...documentFields(document),
          skillMetadata,
          packageSizeBytes: archive.length,
        });
      });
      if (!changed) throw new SkillError('GW_SKILL_NOT_FOUND', `There is no skill ${id}`);
      const servers = [...attachments.map(one => one.serverId), record.serverId, serverId];
      return { result: changed, servers };
    });
  }

  /** @throws SkillError `GW_SKILL_NOT_FOUND` */
  delete(id: string): Promise<void> {
    return this.#change(async () => {
      const attachments = await this.#store.skillAttachments.ofSkill(id);
      if (!(await this.#store.skills.delete(id))) {
        throw new SkillError('GW_SKILL_NOT_FOUND', `There is no skill ${id}`);
      }
      return { result: undefined, servers: attachments.map(({ serverId }) => serverId) };
    });
  }

  /**
   * Offers a skill through a server; doing so again changes nothing.
   *
   * @throws SkillError `GW_SKILL_NOT_FOUND`, `GW_SKILL_NAME_TAKEN`; CatalogError `GW_SERVER_NOT_FOUND`
   */
  attach(id: string, serverId: string): Promise<SkillAttachmentRecord> {
    return this.#change(async () => {
      this.#catalog.server(serverId);
      const skill = await this.content(id);
      this.#requireFree(serverId, skill.document.frontmatter.name, id);
      const result = await this.#attachIn(this.#store, id, skill, serverId);
      return { result, servers: [serverId] };
    });
  }

  /** @throws SkillError `GW_SKILL_NOT_FOUND`, `GW_SKILL_NOT_ATTACHED` */
  detach(id: string, serverId: string): Promise<void> {
    return this.#change(async () => {
      const record = await this.get(id);
      const wasAttached = await this.#store.transaction(async tables => {
        if (record.serverId === serverId) await tables.skills.update(id, { serverId: null });
        return tables.skillAttachments.detach(id, serverId);
      });
      if (!wasAttached) {
        throw new SkillError(
          'GW_SKILL_NOT_ATTACHED',
          `Skill ${id} is not attached to a server with the id ${serverId}`,
        );
      }
      return { result: undefined, servers: [serverId] };
    });
  }

  /** Reads what another gateway on the same database has changed: a skill, or what a server offers; without an id, all. */
  async refresh(id?: string): Promise<void> {
    await this.#inTurn(async () => {
      const concerned = new Set<string>();
      for (const { serverId, skillId } of await this.#store.skillAttachments.all()) {
        if (id === undefined || id === skillId || id === serverId) concerned.add(serverId);
      }
      for (const [serverId, skills] of this.#attached) {
        const isMeant = id === undefined || id === serverId || skills.some(({ skillId }) => skillId === id);
        if (isMeant) concerned.add(serverId);
      }
      await this.#read(concerned);
      if (concerned.size > 0) this.emit('changed', [...concerned]);
    });
  }

  /** Resolves when what was being written is. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {});
    await this.#git[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #add(
    skill: SkillPackage,
    { serverId = null, skillMetadata, ...fields }: NewSkillFields,
  ): Promise<SkillRecord> {
    const { frontmatter } = skill.document;
    return this.#change(async () => {
      if (serverId !== null) this.#requireServer(serverId, frontmatter.name);
      const archive = await archiveOf(skill);
      const result = await this.#store.transaction(async tables => {
        const record = await tables.skills.insert({
          principal: fields.principal,
          sourceType: fields.sourceType,
          sourceUrl: fields.sourceUrl ?? null,
          ...documentFields(skill.document),
          serverId,
          skillMetadata: skillMetadata ?? restOf(frontmatter),
          packageSizeBytes: archive.length,
        });
        await tables.skills.putFiles(record.id, skill.files);
        if (serverId !== null) await this.#attachIn(tables, record.id, skill, serverId);
        return record;
      });
      return { result, servers: [serverId] };
    });
  }

  /** Makes a change, and then has the servers offer what it has made. */
  async #change<R>(
    work: () => Promise<{ result: R; servers: readonly (string | null | undefined)[] }>,
  ): Promise<R> {
    return this.#inTurn(async () => {
      const { result, servers } = await work();
      const concerned = new Set(servers.filter(id => typeof id === 'string'));
      if (concerned.size === 0) return result;
      await this.#read(concerned);
      this.emit('changed', [...concerned]);
      return result;
    });
  }

  async #read(servers: ReadonlySet<string>): Promise<void> {
    for (const serverId of servers) {
      const attached: AttachedSkill[] = [];
      for (const { skillId } of await this.#store.skillAttachments.ofServer(serverId)) {
        const record = await this.#store.skills.get(skillId);
        if (record) attached.push(attachedSkill(skillId, await this.#contentOf(record)));
      }
      if (attached.length > 0) this.#attached.set(serverId, attached);
      else this.#attached.delete(serverId);
    }
  }

  async #contentOf({ id, name, skillMdContent }: SkillRecord): Promise<SkillPackage> {
    const document = SkillDocument.read(skillMdContent, { otherwiseNamed: name, pointer: '' });
    return { document, files: await this.#store.skills.files(id) };
  }

  #attachIn(
    { skillAttachments }: Pick<Tables, 'skillAttachments'>,
    id: string,
    skill: SkillPackage,
    serverId: string,
  ): Promise<SkillAttachmentRecord> {
    const { name } = this.#catalog.server(serverId);
    return skillAttachments.attach(id, serverId, registeredFor(name, attachedSkill(id, skill)));
  }

  #requireServer(serverId: string, skill: string, id?: string): void {
    if (nameOf(this.#catalog, serverId) === undefined) {
      throw invalid('/mcp_server_id', 'is not the id of a server');
    }
    this.#requireFree(serverId, skill, id);
  }

  #requireFree(serverId: string, name: string, id?: string): void {
    const others = this.attachedTo(serverId).filter(({ skillId }) => skillId !== id);
    if (!others.some(({ frontmatter }) => frontmatter.name === name)) return;
    throw new SkillError('GW_SKILL_NAME_TAKEN', `Another skill named ${name} is attached to that server`);
  }

  /** @throws SkillError `GW_SKILL_NOT_OFFERED` */
  #source(name: string): { source: SkillSource; url: string | null } {
    if (name === builtinSource) return { source: this.#builtin, url: null };
    const url = repositoryUrl(name);
    if (url !== undefined) return { source: this.#git.of(url), url };
    throw new SkillError(
      'GW_SKILL_NOT_OFFERED',
      `There is no catalog ${name.slice(0, 100)}: it is ${builtinSource}, owner/name at GitHub, or the URL of a Git repository`,
    );
  }
}

interface NewSkillFields extends SkillOwner, Pick<SkillFields, 'skillMetadata'> {
  readonly sourceType: string;
  readonly sourceUrl?: string | null;
}

const documentFields = ({ text, frontmatter }: SkillDocument) => ({
  name: frontmatter.name,
  description: frontmatter.description,
  skillMdContent: text,
});

// What reads and writes archives is loaded when there is one.
const archiveOf = async (skill: SkillPackage) => (await import('./write-zip.ts')).writeZip(skill);

/** Of a server; undefined where it is gone. */
function nameOf(catalog: Catalog, serverId: string): string | undefined {
  try {
    return catalog.server(serverId).name;
  } catch (error) {
    if (error instanceof CatalogError) return undefined;
    throw error;
  }
}

/** What front matter says beside name and description. */
function restOf({ name: _, description: __, ...rest }: SkillFrontmatter): Record<string, unknown> {
  return rest;
}
