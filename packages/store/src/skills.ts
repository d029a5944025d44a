import { atomically } from './atomically.ts';
import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import { inChunks } from './in-chunks.ts';
import { containsWords } from './search.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** A skill: instructions for agents, with the files that belong to them. */
export interface SkillRecord extends Entity {
  readonly principal: string;
  readonly name: string;
  readonly description: string | null;
  /** `markdown`, `upload`, `github`… */
  readonly sourceType: string;
  readonly sourceUrl: string | null;
  readonly serverId: string | null;
  readonly skillMetadata: Readonly<Record<string, unknown>>;
  readonly skillMdContent: string;
  readonly packageSizeBytes: number;
  readonly portalVisible: boolean;
  readonly portalCategory: string | null;
  readonly portalTags: readonly string[];
}

/** A file of a skill's package. */
export interface SkillFileRecord {
  readonly skillId: string;
  /** Relative, with slashes; unique in the skill. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
}

const defaults = {
  skillMetadata: {},
  packageSizeBytes: 0,
  portalVisible: false,
  portalTags: [],
} satisfies Partial<SkillRecord>;

type Defaulted = keyof typeof defaults;
export type NewSkill = New<SkillRecord, Defaulted>;

export interface SkillFilter {
  /** Words that all occur in name or description. */
  readonly search?: string | undefined;
  readonly principal?: string | undefined;
  readonly sourceType?: string | undefined;
  /** Those that belong to it, or are attached to it. */
  readonly serverId?: string | undefined;
}

export class Skills extends Entities<'skills', Defaulted> {
  constructor(access: Access) {
    super(access, 'skills', defaults);
  }

  /** Newest first. */
  async list(filter: SkillFilter, window: Window): Promise<Page<SkillRecord>> {
    const { search, principal, sourceType, serverId } = filter;
    let query = this.db.selectFrom('skills').selectAll().orderBy('id', 'desc');
    if (principal !== undefined) query = query.where('principal', '=', principal);
    if (sourceType !== undefined) query = query.where('sourceType', '=', sourceType);
    if (serverId !== undefined) {
      const attached = this.db
        .selectFrom('skillAttachments')
        .select('skillId')
        .where('serverId', '=', serverId);
      query = query.where(row => row.or([row('serverId', '=', serverId), row('id', 'in', attached)]));
    }
    if (search) query = query.where(containsWords(['name', 'description'], search));
    return readWindow(query, window);
  }

  /** Makes a skill's files these, as one change. */
  async putFiles(skillId: string, files: readonly Omit<SkillFileRecord, 'skillId'>[]): Promise<void> {
    await atomically(this, async ({ db }) => {
      await db.deleteFrom('skillFiles').where('skillId', '=', skillId).execute();
      const rows = files.map(file => ({ ...file, skillId }));
      for (const chunk of inChunks(rows)) await db.insertInto('skillFiles').values(chunk).execute();
    });
  }

  /** A file's content. */
  async file(skillId: string, path: string): Promise<Uint8Array | undefined> {
    const row = await this.db
      .selectFrom('skillFiles')
      .select('content')
      .where('skillId', '=', skillId)
      .where('path', '=', path)
      .executeTakeFirst();
    return row?.content;
  }

  /** By path. */
  async files(skillId: string): Promise<SkillFileRecord[]> {
    return this.db
      .selectFrom('skillFiles')
      .selectAll()
      .where('skillId', '=', skillId)
      .orderBy('path')
      .execute();
  }
}
