import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder with the skills that come with the gateway: beside this package's code, or beside a bundle of it. */
export function builtinSkillsFolder(): string {
  const places = ['../builtin-skills/', './builtin-skills/'];
  const folders = places.map(place => fileURLToPath(new URL(place, import.meta.url)));
  return folders.find(folder => existsSync(folder)) ?? folders[0]!;
}
