import { delimiter, isAbsolute, normalize } from 'node:path';

/** The kernel's own file systems: a process has its own or the host's, whatever words say. */
const kernelFolders = /^\/(dev|proc|sys)(\/|$)/;

/**
 * The absolute paths that a word names: the word itself, what follows `=`, a `file:` or `unix:` address, or a list as
 * in `PATH`. Whether there is anything at them is for the caller to see.
 */
export function pathsIn(word: string): string[] {
  const value = word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word;
  return [...new Set([value, ...value.split(delimiter)])]
    .map(part => part.replace(/^(file|unix):(\/\/)?(?=\/)/, ''))
    .filter(part => isAbsolute(part) && !kernelFolders.test(part))
    .map(part => normalize(part).replace(/(?<=.)\/+$/, ''));
}
