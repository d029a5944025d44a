import type { SkillFrontmatter } from './skill-document.ts';
import type { SkillPackage } from './skill-package.ts';

/** A skill that a catalog has. */
export interface OfferedSkill {
  readonly name: string;
  readonly description: string;
  /** The catalog: `builtin`, or the URL of a repository. */
  readonly source: string;
  /** Where to look at it; empty where there is no such place. */
  readonly sourceUrl: string;
  readonly author: string | null;
  readonly version: string | null;
  readonly tags: readonly string[];
  readonly license: string | null;
  /** Paths, `SKILL.md` among them. */
  readonly files: readonly string[];
  /** `metadata` of its front matter. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A catalog of skills. */
export interface SkillSource {
  /** By name. */
  list(signal?: AbortSignal): Promise<readonly OfferedSkill[]>;

  /** @throws SkillError `GW_SKILL_NOT_OFFERED` */
  read(name: string, signal?: AbortSignal): Promise<SkillPackage>;
}

/** What a catalog says of a skill. */
export function offeredSkill(
  { name, description, license, metadata: given }: SkillFrontmatter,
  place: Pick<OfferedSkill, 'source' | 'sourceUrl' | 'files'>,
): OfferedSkill {
  const metadata = isMap(given) ? given : {};
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? `${value}` : null;
  return {
    name,
    description,
    ...place,
    author: text(metadata.author),
    version: text(metadata.version),
    tags: tagsIn(metadata.tags),
    license: text(license),
    metadata,
  };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The format's metadata are texts; tags stand there with commas. */
function tagsIn(given: unknown): string[] {
  const all = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [];
  return all
    .filter(tag => typeof tag === 'string')
    .map(tag => tag.trim())
    .filter(Boolean);
}
