import { type StorageBytes, storageBytes } from './process-stat.ts';

/** Adds up what the processes of a tree move from and to storage. */
export class StorageMeter {
  #most: StorageBytes | undefined;

  /** What was read last; nothing where the kernel doesn't tell. */
  get latest(): StorageBytes | Record<string, never> {
    return this.#most ?? {};
  }

  /** The sum so far; what daemons of the tree moved before they ended is lost, but the sum never goes back. */
  read(pids: readonly number[]): StorageBytes | Record<string, never> {
    const told = pids.map(storageBytes).filter(bytes => bytes !== undefined);
    const before = this.#most ?? { readBytes: 0, writtenBytes: 0 };
    if (told.length > 0)
      this.#most = {
        readBytes: Math.max(before.readBytes, sum(told.map(({ readBytes }) => readBytes))),
        writtenBytes: Math.max(before.writtenBytes, sum(told.map(({ writtenBytes }) => writtenBytes))),
      };
    return this.latest;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
