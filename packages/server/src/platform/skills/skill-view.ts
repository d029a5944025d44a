import type { OfferedSkill, SkillLibrary, SkillTemplate } from '@gw/catalog';
import type { SkillRecord } from '@gw/store';
import type { Static } from 'typebox';
import { isoTime } from '../paging.ts';
import type { OfferedSkillView, SkillView } from './skill-schemas.ts';

type Library = Pick<SkillLibrary, 'serverNameOf'>;

/** A skill as the wire has it. */
export function skillView(record: SkillRecord, library: Library): Static<typeof SkillView> {
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    source_type: record.sourceType,
    source_url: record.sourceUrl,
    mcp_server_id: record.serverId,
    mcp_server_name: library.serverNameOf(record),
    skill_metadata: { ...record.skillMetadata },
    package_size_bytes: record.packageSizeBytes,
    portal_visible: record.portalVisible,
    portal_category: record.portalCategory,
    portal_tags: [...record.portalTags],
    skill_md_content: record.skillMdContent,
    created_at: isoTime(record.createdAt),
    updated_at: isoTime(record.updatedAt),
  };
}

/** Likewise, within a list. */
export const listedSkillView = (record: SkillRecord, library: Library): Static<typeof SkillView> => ({
  ...skillView(record, library),
  skill_md_content: null,
});

/** A skill of a catalog as the wire has it. */
export const offeredSkillView = ({
  sourceUrl,
  tags,
  files,
  metadata,
  ...skill
}: OfferedSkill): Static<typeof OfferedSkillView> => ({
  ...skill,
  source_url: sourceUrl,
  tags: [...tags],
  files: [...files],
  metadata: { ...metadata },
});

/** A template as the wire has it. */
export const templateView = ({ id, description, skillMdContent }: SkillTemplate) => ({
  id,
  name: id,
  description,
  skill_md_content: skillMdContent,
});
