import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { CatalogError } from '../errors.ts';
import { type PackageFile, PackageFiles, packageLimits } from './package-files.ts';
import { shownPath } from './package-path.ts';

/** Headers and padding beside the contents. */
const largestTar = packageLimits.bytes + 4 * 1024 * 1024;

const folders: ReadonlySet<string> = new Set(['Directory', 'GNUDumpDir']);
const regular: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile']);

/**
 * The files of a tar archive that is compressed with gzip. They are never written anywhere.
 *
 * @throws CatalogError `GW_INVALID`
 */
export async function readTarGz(archive: Buffer, pointer: string): Promise<PackageFile[]> {
  const files = new PackageFiles(pointer);
  let tar: Buffer;
  try {
    tar = await promisify(gunzip)(archive, { maxOutputLength: largestTar });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw files.tooLarge();
    throw files.refusal(`is not compressed by gzip, or cut off: ${(error as Error).message}`);
  }
  try {
    await readEntries(tar, files);
  } catch (error) {
    if (error instanceof CatalogError) throw error;
    throw files.refusal(`is no tar archive that can be read: ${(error as Error).message}`);
  }
  return files.all();
}

function readEntries(tar: Buffer, files: PackageFiles): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parser = new Parser({
    // Whatever is wrong with it is an error, and no warning.
    strict: true,
    onReadEntry: entry => {
      try {
        take(entry, files);
      } catch (error) {
        reject(error);
        parser.abort(error as Error);
      }
    },
  });
  parser.on('error', reject);
  parser.on('end', resolve);
  parser.end(tar);
  return promise;
}

function take(entry: ReadEntry, files: PackageFiles): void {
  const { type, size, mode = 0o644 } = entry;
  const path = folders.has(type) ? `${entry.path.replace(/\/+$/, '')}/` : entry.path;
  // Tools write the folder that was packed as "./", and all paths with it.
  const own = path.replace(/^(?:\.\/)+/, '');
  const isWanted = own !== '' && files.admit(own, size);
  if (!folders.has(type) && !regular.has(type)) {
    throw files.refusal(`holds ${shownPath(own)}, which is a link or a device`);
  }
  if (!isWanted) return void entry.resume();
  const chunks: Buffer[] = [];
  entry.on('data', chunk => void chunks.push(chunk));
  entry.on('end', () => files.add({ path: own, content: Buffer.concat(chunks), mode }));
}
