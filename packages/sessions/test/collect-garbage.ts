import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

/** The heap in bytes, with nothing on it that nobody holds. */
export async function liveHeapBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    // Finalizers and closed handles need turns of the event loop.
    await new Promise(resolve => setImmediate(resolve));
    gc();
  }
  return process.memoryUsage().heapUsed;
}
