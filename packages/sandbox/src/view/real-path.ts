import { readlink, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Place } from './place.ts';

export interface RealPath {
  readonly real: string;
  /** The symbolic links on the way. */
  readonly links: readonly (Place & { kind: 'link' })[];
}

/** As many as the kernel follows. */
const mostLinks = 40;

/** Where a path leads and by which links; `undefined` where there is nothing. */
export async function realPathOf(path: string): Promise<RealPath | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return undefined;
  return { real, links: real === path ? [] : await linksOf(path, mostLinks) };
}

async function linksOf(path: string, most: number): Promise<(Place & { kind: 'link' })[]> {
  let walked = '/';
  const parts = path.split('/').filter(Boolean);
  for (const [index, part] of parts.entries()) {
    const here = join(walked, part);
    const to = await readlink(here).catch(() => undefined);
    if (to !== undefined && most > 0) {
      const onwards = join(resolve(dirname(here), to), ...parts.slice(index + 1));
      return [{ kind: 'link', path: here, to }, ...(await linksOf(onwards, most - 1))];
    }
    walked = here;
  }
  return [];
}
