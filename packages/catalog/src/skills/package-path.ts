const longestSegment = 255;
const longestPath = 1_024;

/** Why a path can't be of a file of a package; undefined where it can. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'has no name';
  if (!path.isWellFormed() || /[\p{Cc}\p{Cf}]/u.test(path)) return 'has characters that no path may have';
  if (path.includes('\\')) return 'has a backslash';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute';
  const segments = path.split('/');
  if (segments.some(segment => segment === '..')) return 'leads out of the package';
  if (segments.some(segment => segment === '' || segment === '.')) return 'has an empty part';
  const isTooLong =
    Buffer.byteLength(path) > longestPath ||
    segments.some(segment => Buffer.byteLength(segment) > longestSegment);
  return isTooLong ? 'is too long' : undefined;
}

/** Paths that some file system takes for one have one key. */
export const pathKey = (path: string): string => path.normalize('NFC').toLowerCase();

/** Of a path, so that it can stand in a sentence. */
export const shownPath = (path: string): string => JSON.stringify(path.toWellFormed().slice(0, 100));
