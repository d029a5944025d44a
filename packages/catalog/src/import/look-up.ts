import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../errors.ts';
import { removeTree } from './remove-tree.ts';

/** How the folders of questions begin. */
export const lookUpPrefix = 'look-up-';

/** A client that has not answered a question by then is given up, in milliseconds. Callers wait for it, 30 s as a rule. */
const withinMs = 25_000;

/** Asks a registry something, in a folder of its own that goes with the answer. @throws CatalogError `GW_REGISTRY_FAILED` */
export async function lookUp<T>(
  registry: string,
  place: string,
  signal: AbortSignal,
  ask: (folder: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(withinMs);
  const folder = await mkdtemp(join(place, lookUpPrefix));
  try {
    return await ask(folder, AbortSignal.any([signal, late]));
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    const seconds = withinMs / 1000;
    throw new CatalogError(
      'GW_REGISTRY_FAILED',
      `The registry of ${registry} did not answer within ${seconds} s`,
    );
  } finally {
    await removeTree(folder);
  }
}
