import { sep } from 'node:path';

/** One thing that a process sees, or doesn't see, at a path. What lies deeper counts for itself. */
export type Place =
  /** A folder that is empty and can't be written. */
  | { readonly kind: 'hidden'; readonly path: string }
  /** A folder that is there, whatever is in it. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A file that is empty. */
  | { readonly kind: 'masked'; readonly path: string }
  /** The host's file or folder, or the one at `from`, read-only. */
  | { readonly kind: 'shown'; readonly path: string; readonly from?: string }
  /** The host's file or folder, or the one at `from`, to be changed. */
  | { readonly kind: 'writable'; readonly path: string; readonly from?: string }
  /** A symbolic link, where what holds it is hidden. */
  | { readonly kind: 'link'; readonly path: string; readonly to: string };

/** A folder of the host that is seen at another path, and may be changed. */
export interface Mount {
  readonly from: string;
  readonly to: string;
}

/** How the host's files look where no place says otherwise. */
export type Ground = 'hidden' | 'shown' | 'writable';

/** From the root downwards, without places that say what already holds there. */
export function arrange(ground: Ground, places: ReadonlyMap<string, Place>): Place[] {
  const kept = new Map<string, Place>();
  for (const place of [...places.values()].sort(byDepth))
    if (saysSomething(place, groundAt(place.path, ground, kept))) kept.set(place.path, place);
  return [...kept.values()];
}

/** What holds at a path because of the places above it. */
export function groundAt(path: string, ground: Ground, places: ReadonlyMap<string, Place>): Ground {
  for (let end = path.lastIndexOf(sep); end > 0; end = path.lastIndexOf(sep, end - 1)) {
    const above = places.get(path.slice(0, end));
    if (above) return groundOf(above);
  }
  // Where the host isn't seen as it is, devices are not the host's either.
  return ground !== 'writable' && path.startsWith('/dev/') ? 'hidden' : ground;
}

/** Below something that stands in for the host's, nothing of the host is. */
function groundOf(place: Place): Ground {
  const isHosts = (place.kind === 'shown' || place.kind === 'writable') && place.from === undefined;
  return isHosts ? place.kind : 'hidden';
}

function saysSomething(place: Place, ground: Ground): boolean {
  switch (place.kind) {
    case 'hidden':
    case 'masked':
      return ground !== 'hidden';
    case 'folder':
    case 'link':
      return ground === 'hidden';
    case 'shown':
      return ground !== 'shown' || place.from !== undefined;
    case 'writable':
      return ground !== 'writable' || place.from !== undefined;
  }
}

function byDepth(one: Place, other: Place): number {
  return depth(one.path) - depth(other.path) || (one.path < other.path ? -1 : 1);
}

function depth(path: string): number {
  return path === sep ? 0 : path.split(sep).length;
}
