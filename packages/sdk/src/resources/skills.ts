import { bytesOf, type FileContent } from '../file-content.ts';
import type {
  AttachResult,
  CreateSkill,
  ImportSkill,
  ListSkills,
  Skill,
  SkillCatalogEntry,
  SkillTemplate,
  UpdateSkill,
} from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** Skills: written knowledge for agents, of one's own and from catalogs. */
export class SkillsResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Skills from an offset on: the first 100 by default. */
  async list({ offset = 0, limit = 100, ...filter }: ListSkills = {}): Promise<Skill[]> {
    return itemsOf(await this.#requests.send('GET /skills', { query: { offset, limit, ...filter } }));
  }

  get(skillId: string): Promise<Skill> {
    return this.#requests.send('GET /skills/{skill_id}', { path: { skill_id: skillId } });
  }

  create(fields: CreateSkill): Promise<Skill> {
    return this.#requests.send('POST /skills', { body: fields });
  }

  /** What is left out stays as it is; `clear_server_link` takes it off its server. */
  async update(skillId: string, fields: UpdateSkill): Promise<Skill> {
    if (fields.clear_server_link && fields.mcp_server_id) {
      throw new TypeError('Give mcp_server_id or clear_server_link, not both');
    }
    const body = fields.clear_server_link ? { ...fields, mcp_server_id: null } : fields;
    return this.#requests.send('PATCH /skills/{skill_id}', { path: { skill_id: skillId }, body });
  }

  async delete(skillId: string): Promise<void> {
    await this.#requests.send('DELETE /skills/{skill_id}', { path: { skill_id: skillId } });
  }

  /** Makes a skill of a file: `.md`, `.zip` or `.tar.gz`, as its name says. */
  async upload(
    content: FileContent,
    filename: string,
    { mcp_server_id }: { mcp_server_id?: string | undefined } = {},
  ): Promise<Skill> {
    const form = new FormData();
    if (mcp_server_id !== undefined) form.set('mcp_server_id', mcp_server_id);
    form.set('file', new Blob([await bytesOf(content)], { type: 'application/octet-stream' }), filename);
    return this.#requests.send('POST /skills/upload', {}, { content: form });
  }

  /** Beginnings for skills of one's own. */
  async templates(): Promise<SkillTemplate[]> {
    return itemsOf(await this.#requests.send('GET /skills/templates', {}));
  }

  /** @param source `builtin`, or the address of a Git repository */
  async catalog(
    source: string,
    { search }: { search?: string | undefined } = {},
  ): Promise<SkillCatalogEntry[]> {
    const path = { source };
    return itemsOf(await this.#requests.send('GET /skills/catalog/{source}', { path, query: { search } }));
  }

  catalogDetail(source: string, skillName: string): Promise<SkillCatalogEntry> {
    const path = { source, skill_name: skillName };
    return this.#requests.send('GET /skills/catalog/{source}/{skill_name}', { path });
  }

  importFromCatalog(
    source: string,
    skillName: string,
    options: Omit<ImportSkill, 'source' | 'skill_name'> = {},
  ): Promise<Skill> {
    const body = { source, skill_name: skillName, ...options };
    return this.#requests.send('POST /skills/import', { body });
  }

  /** The whole skill as a zip, which can be uploaded again. */
  downloadPackage(skillId: string): Promise<Uint8Array> {
    return this.#requests.download('GET /skills/{skill_id}/package', { path: { skill_id: skillId } });
  }

  /** Offers a skill as prompts and resources of a server. */
  attach(skillId: string, serverId: string): Promise<AttachResult> {
    const path = { server_id: serverId, skill_id: skillId };
    return this.#requests.send('POST /servers/{server_id}/skills/{skill_id}/attach', { path });
  }

  async detach(skillId: string, serverId: string): Promise<void> {
    const path = { server_id: serverId, skill_id: skillId };
    await this.#requests.send('DELETE /servers/{server_id}/skills/{skill_id}/detach', { path });
  }
}
