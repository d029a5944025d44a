import { dirname } from 'node:path';
import { arrange, type Ground, groundAt, type Place } from './place.ts';

/** The places of one view while they come together. The latest says what is at its path. */
export class PlaceMap {
  readonly ground: Ground;
  readonly #places = new Map<string, Place>();

  constructor(ground: Ground) {
    this.ground = ground;
  }

  set(place: Place): void {
    this.#places.set(place.path, place);
  }

  /** Only where nothing is said of the path yet. */
  add(place: Place): void {
    if (!this.#places.has(place.path)) this.set(place);
  }

  get(path: string): Place | undefined {
    return this.#places.get(path);
  }

  /** What holds inside of a folder. */
  groundIn(folder: string): Ground {
    return groundAt(`${folder}/entry`, this.ground, this.#places);
  }

  /** Whether something of the host's is seen at a path without more being said. */
  isSeen(path: string): boolean {
    const place = this.#places.get(path);
    return place
      ? place.kind === 'shown' || place.kind === 'writable'
      : this.groundIn(dirname(path)) !== 'hidden';
  }

  /** Paths at which the host's own are to be seen. */
  seenPaths(): string[] {
    const seen = [...this.#places.values()].filter(({ kind }) => kind === 'shown' || kind === 'writable');
    return seen.map(({ path }) => path);
  }

  arranged(): Place[] {
    return arrange(this.ground, this.#places);
  }
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
