import { StoreConflictError } from '@gw/store';
import type { CatalogError } from './errors.ts';

/** Writes a name, unless it is taken: another gateway on the same database may have been faster. */
export async function unlessTaken<T>(write: () => Promise<T>, taken: () => CatalogError): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw error instanceof StoreConflictError ? taken() : error;
  }
}
