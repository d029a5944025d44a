import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { CatalogError } from '../errors.ts';
import { type PackageFile, PackageFiles } from './package-files.ts';
import { shownPath } from './package-path.ts';

const fileType = { mask: 0o170000, regular: 0o100000, folder: 0o040000 };

/**
 * The files of a zip archive. They are never written anywhere.
 *
 * @throws CatalogError `GW_INVALID`
 */
export async function readZip(archive: Buffer, pointer: string): Promise<PackageFile[]> {
  const files = new PackageFiles(pointer);
  try {
    const zip = await fromBufferPromise(archive, { lazyEntries: true, strictFileNames: true });
    for await (const entry of zip.eachEntry()) await take(entry, zip, files);
  } catch (error) {
    if (error instanceof CatalogError) throw error;
    throw files.refusal(`is no zip archive that can be read: ${(error as Error).message}`);
  }
  return files.all();
}

async function take(entry: Entry, zip: ZipFile, files: PackageFiles): Promise<void> {
  const { fileName: path, uncompressedSize, externalFileAttributes } = entry;
  const name = shownPath(path);
  const mode = externalFileAttributes >>> 16;
  const type = mode & fileType.mask;
  if (type !== 0 && type !== fileType.regular && type !== fileType.folder) {
    throw files.refusal(`holds ${name}, which is a link or a device`);
  }
  if (entry.isEncrypted()) throw files.refusal('is encrypted');
  if (!files.admit(path, uncompressedSize)) return;
  if (!entry.canDecodeFileData()) throw files.refusal(`holds ${name}, compressed in a way that is not known`);
  const content = await buffer(await zip.openReadStreamPromise(entry));
  if (crc32(content) !== entry.crc32) throw files.refusal(`is damaged: ${name} is not what it was`);
  files.add({ path, content, mode });
}
