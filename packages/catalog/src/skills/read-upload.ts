import { invalid } from '../errors.ts';
import { SkillDocument } from './skill-document.ts';
import { packageOf, type SkillPackage, textOf } from './skill-package.ts';

const pointer = '/file';

/**
 * The skill that a file holds: Markdown, or an archive of its folder. What it is, its name tells.
 *
 * @throws CatalogError `GW_INVALID`
 */
export async function readUpload(fileName: string, content: Buffer): Promise<SkillPackage> {
  const name = fileName.split(/[\\/]/).at(-1) ?? '';
  const [ending] = /\.(?:md|markdown|zip|skill|tar\.gz|tgz)$/i.exec(name) ?? [];
  if (ending === undefined) {
    throw invalid(pointer, 'must be Markdown (.md) or an archive of a skill (.zip, .tar.gz)');
  }
  if (content.length === 0) throw invalid(pointer, 'is empty');
  const stem = name.slice(0, -ending.length);
  const fields = { pointer, otherwiseNamed: stem };
  switch (ending.toLowerCase()) {
    case '.md':
    case '.markdown': {
      return { document: SkillDocument.read(textOf(content, pointer), fields), files: [] };
    }
    case '.zip':
    case '.skill': {
      const { readZip } = await import('./read-zip.ts');
      return packageOf(await readZip(content, pointer), fields);
    }
    default: {
      const { readTarGz } = await import('./read-tar.ts');
      return packageOf(await readTarGz(content, pointer), fields);
    }
  }
}
