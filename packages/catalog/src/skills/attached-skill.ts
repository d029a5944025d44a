import { hash } from 'node:crypto';
import type { SkillFrontmatter } from './skill-document.ts';
import { filesOf, type SkillPackage } from './skill-package.ts';

/** A file of an attached skill, without its content. */
export interface AttachedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
}

/** What is known of a skill that servers offer, in memory: all but the contents of its files. */
export interface AttachedSkill {
  readonly skillId: string;
  readonly frontmatter: SkillFrontmatter;
  /** The whole `SKILL.md`. */
  readonly text: string;
  /** Its instructions, without the front matter. */
  readonly body: string;
  /** `SKILL.md` first, then by path. */
  readonly files: readonly AttachedFile[];
}

/** A skill as it is kept for servers. */
export function attachedSkill(skillId: string, skill: SkillPackage): AttachedSkill {
  const { frontmatter, text, body } = skill.document;
  const files = filesOf(skill).map(({ path, content }) => ({
    path,
    size: content.length,
    digest: hash('sha256', content),
  }));
  return { skillId, frontmatter, text, body, files };
}

/** Where a file of a skill is read through MCP. Source: MCP's skills extension, "Resource Mapping". */
export function skillUri(server: string, skill: string, path = ''): string {
  const segments = [skill, ...path.split('/').filter(Boolean)].map(encodeURIComponent);
  return `skill://${server}/${segments.join('/')}`;
}

/** What a server offers because of a skill: its prompt, then its resources. */
export const registeredFor = (server: string, { frontmatter, files }: AttachedSkill): string[] => [
  frontmatter.name,
  ...files.map(({ path }) => skillUri(server, frontmatter.name, path)),
];
