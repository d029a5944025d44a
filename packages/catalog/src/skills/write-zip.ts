import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { filesOf, type SkillPackage } from './skill-package.ts';

/** The same content makes the same archive. */
const noTime = new Date(Date.UTC(1980, 0, 1));

/** A package as a zip archive, in the folder that the format wants: one with the skill's name. */
export async function writeZip(skill: SkillPackage): Promise<Buffer> {
  const zip = new ZipFile();
  const folder = skill.document.frontmatter.name;
  for (const { path, content, mode } of filesOf(skill)) {
    zip.addBuffer(Buffer.from(content), `${folder}/${path}`, {
      mtime: noTime,
      mode: 0o100000 | mode,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  return buffer(zip.outputStream);
}
