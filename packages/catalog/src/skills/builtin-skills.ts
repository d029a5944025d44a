import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { builtinSkillsFolder } from '../builtin-skills-folder.ts';
import { type PackageFile, PackageFiles } from './package-files.ts';
import { SkillDocument } from './skill-document.ts';
import { SkillError } from './skill-error.ts';
import { packageOf, type SkillPackage } from './skill-package.ts';
import { type OfferedSkill, offeredSkill, type SkillSource } from './skill-source.ts';

/** The name of the catalog that comes with the gateway. */
export const builtinSource = 'builtin';

/** A `SKILL.md` to begin with. */
export interface SkillTemplate {
  /** What it is called. */
  readonly id: string;
  /** What it is for. */
  readonly description: string;
  readonly skillMdContent: string;
}

const pointer = '/skill_name';

/** The skills and templates that come with the gateway, read when they are asked for. */
export class BuiltinSkills implements SkillSource {
  readonly #folder: string;

  /** @param folder with `skills/NAME/SKILL.md` and `templates/ID.md`; default: those that come with this package */
  constructor(folder = builtinSkillsFolder()) {
    this.#folder = folder;
  }

  async list(): Promise<OfferedSkill[]> {
    const names = (await readdir(join(this.#folder, 'skills'))).sort();
    return Promise.all(
      names.map(async name => {
        const files = await this.#files(name);
        const { document } = packageOf(files, { pointer });
        const place = { source: builtinSource, sourceUrl: '', files: files.map(({ path }) => path) };
        return offeredSkill(document.frontmatter, place);
      }),
    );
  }

  async read(name: string): Promise<SkillPackage> {
    const names = await readdir(join(this.#folder, 'skills'));
    if (names.includes(name)) return packageOf(await this.#files(name), { pointer });
    throw new SkillError('GW_SKILL_NOT_OFFERED', `The built-in catalog has no skill ${name.slice(0, 100)}`);
  }

  async templates(): Promise<SkillTemplate[]> {
    const folder = join(this.#folder, 'templates');
    const files = (await readdir(folder)).sort();
    return Promise.all(
      files.map(async file => {
        const skillMdContent = await readFile(join(folder, file), 'utf8');
        const { frontmatter } = SkillDocument.read(skillMdContent, { pointer });
        const { purpose } = frontmatter.metadata as { purpose: string };
        return { id: file.replace(/\.md$/, ''), description: purpose, skillMdContent };
      }),
    );
  }

  async #files(name: string): Promise<PackageFile[]> {
    const folder = join(this.#folder, 'skills', name);
    const files = new PackageFiles(pointer);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = relative(folder, file).replaceAll('\\', '/');
      const content = await readFile(file);
      // npm keeps no rights but that to run a script named in package.json.
      const mode = path.startsWith('scripts/') ? 0o755 : 0o644;
      if (files.admit(path, content.length)) files.add({ path, content, mode });
    }
    return files.all();
  }
}
