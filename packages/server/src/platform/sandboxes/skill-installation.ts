import type { WorkspaceFiles } from '@gw/sandbox';
import type { SkillRecord, Store } from '@gw/store';
import { invalidField } from '../problem.ts';

/** Where the skills of a sandbox are. */
const skillsPath = '/workspace/.skills';
/** A name that is a folder's as it is. Source: the Agent Skills format, `name`. */
const folderName = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/** What {@link installSkills} works with. */
export interface SkillInstallation {
  readonly store: Pick<Store, 'skills'>;
  readonly files: WorkspaceFiles;
}

/**
 * Puts the packages of skills into a sandbox, each into a folder of its name; what was there under that name goes.
 *
 * @throws PlatformError 422 when one of them isn't there; then nothing is installed
 */
export async function installSkills(ids: readonly string[], { store, files }: SkillInstallation) {
  const skills: SkillRecord[] = [];
  for (const id of new Set(ids)) {
    const skill = await store.skills.get(id);
    if (!skill) throw invalidField(`/skill_ids/${ids.indexOf(id)}`, 'is not the id of a skill');
    skills.push(skill);
  }
  const installed = [];
  for (const skill of skills) {
    const { id, name } = skill;
    const isTwice = skills.some(other => other.id !== id && other.name === name);
    const folder = folderName.test(name) && !isTwice ? name : id;
    const path = `${skillsPath}/${folder}`;
    await files.delete(path, { recursive: true }).catch(unlessMissing);
    const own = (await store.skills.files(id)).filter(file => file.path !== 'SKILL.md');
    await files.write(`${path}/SKILL.md`, skill.skillMdContent);
    for (const file of own)
      await files.write(`${path}/${file.path}`, file.content, { executable: (file.mode & 0o100) !== 0 });
    installed.push({ skill_id: id, name, path, files: own.length + 1 });
  }
  return installed;
}

function unlessMissing(error: Error & { code?: unknown }): void {
  if (error.code !== 'GW_WORKSPACE_FILE_NOT_FOUND') throw error;
}
