import { stat } from 'node:fs/promises';
import { type RealPath, realPathOf } from './real-path.ts';

/** A path with what is there. */
export interface FoundPath extends RealPath {
  readonly isFolder: boolean;
}

/** Long enough for the starts of a busy minute to share looks, short for a host on which something is installed. */
const rememberedMs = 10_000;

/** Where the host's own folders are: every start asks for the same ones. */
export class RememberedPaths {
  readonly #found = new Map<
    string,
    { readonly found: Promise<FoundPath | undefined>; readonly until: number }
  >();

  find(path: string): Promise<FoundPath | undefined> {
    const now = performance.now();
    const earlier = this.#found.get(path);
    if (earlier && now < earlier.until) return earlier.found;
    const found = findPath(path);
    this.#found.set(path, { found, until: now + rememberedMs });
    return found;
  }
}

export async function findPath(path: string): Promise<FoundPath | undefined> {
  const found = await realPathOf(path);
  const facts = found && (await stat(found.real).catch(() => undefined));
  return facts && { ...found, isFolder: facts.isDirectory() };
}
