import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../errors.ts';
import { removeTree } from './remove-tree.ts';

/** How the folders of questions begin. */
export const lookUpPrefix = 'look-up-';

/** Where and how long registries are asked. */
export interface LookUpPlace {
  /** Has a folder for each question. */
  readonly folder: string;
  /** A client that has not answered by then is given up, in milliseconds. */
  readonly withinMs: number;
}

/** Asks a registry something, in a folder of its own that goes with the answer. @throws CatalogError `GW_REGISTRY_FAILED` */
export async function lookUp<T>(
  registry: string,
  { folder: place, withinMs }: LookUpPlace,
  signal: AbortSignal,
  ask: (folder: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(withinMs);
  const folder = await mkdtemp(join(place, lookUpPrefix)).catch((error: unknown) => {
    throw notWritable(error);
  });
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

/** A data folder in which nothing can be written: a full disk, say. */
export const notWritable = (error: unknown): CatalogError =>
  new CatalogError(
    'GW_INSTALL_FAILED',
    `The data folder of the gateway can not be written: ${(error as NodeJS.ErrnoException).code}`,
  );
