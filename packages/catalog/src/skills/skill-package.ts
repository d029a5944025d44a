import { invalid } from '../errors.ts';
import type { PackageFile } from './package-files.ts';
import { type DocumentFields, SkillDocument } from './skill-document.ts';

/** The file that makes a folder a skill. */
export const documentName = 'SKILL.md';

/** A skill with all of its files. */
export interface SkillPackage {
  readonly document: SkillDocument;
  /** All but `SKILL.md`, by path. */
  readonly files: readonly PackageFile[];
}

/** All files of a package, `SKILL.md` first. */
export function filesOf({ document, files }: SkillPackage): PackageFile[] {
  return [{ path: documentName, content: Buffer.from(document.text), mode: 0o644 }, ...files];
}

/**
 * The package that files make, with `SKILL.md` at their top or in the one folder that they are in.
 *
 * @throws CatalogError `GW_INVALID`
 */
export function packageOf(all: readonly PackageFile[], fields: DocumentFields): SkillPackage {
  const { pointer } = fields;
  const folder = all.some(({ path }) => path === documentName) ? '' : topFolder(all);
  const own = all.map(file => ({ ...file, path: file.path.slice(folder.length) }));
  const document = own.find(({ path }) => path === documentName);
  if (!document) throw invalid(pointer, `holds no ${documentName}, at its top or in its one folder`);
  return {
    document: SkillDocument.read(textOf(document.content, pointer), {
      ...fields,
      otherwiseNamed: folder.slice(0, -1) || fields.otherwiseNamed,
    }),
    files: own.filter(file => file !== document),
  };
}

/** The folder that everything is in, with its slash. */
function topFolder(files: readonly PackageFile[]): string {
  const [first = ''] = files[0]?.path.split('/', 1) ?? [];
  const folder = `${first}/`;
  return files.every(({ path }) => path.startsWith(folder)) ? folder : '';
}

/** @throws CatalogError `GW_INVALID`: it is not UTF-8 */
export function textOf(content: Uint8Array, pointer: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw invalid(pointer, `has a ${documentName} that is not text in UTF-8`);
  }
}
