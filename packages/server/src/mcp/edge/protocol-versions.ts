/** Versions with a handshake, newest first; the first is offered to a client that asks for an unknown one. */
export const legacyVersions: readonly [string, ...string[]] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
];

/** Versions in which each request tells its own. */
export const modernVersions: readonly string[] = ['2026-07-28'];

/** The last version in which one message could be an array of several. */
const lastWithBatches = '2025-03-26';

/** The first version whose clients know an event without data: it primes them for a resumption. */
const firstWithPriming = '2025-11-25';

/** Whether clients of a version may send several messages as one array. */
export const takesBatches = (version: string): boolean => version <= lastWithBatches;

/** Whether clients of a version understand an event that only brings an id. */
export const takesPriming = (version: string): boolean => version >= firstWithPriming;
