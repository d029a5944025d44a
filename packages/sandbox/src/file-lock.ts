import { randomUUID } from 'node:crypto';
import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isIdentity, livenessOf, ownIdentity } from './owner.ts';

const pollMs = 200;

/**
 * Waits until no other process holds the lock, then holds it; returns what releases it. A lock whose holder is
 * gone is taken over, one that can't be judged (another container's) after `abandonedAfterMs`. Spares double
 * work; what is right must not depend on it.
 */
export async function acquireFileLock(
  file: string,
  { abandonedAfterMs, signal }: { abandonedAfterMs: number; signal: AbortSignal },
): Promise<() => Promise<void>> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(await ownIdentity()));
  try {
    while (!(await tryLink(own, file))) {
      await breakAbandoned(file, `${own}.abandoned`, abandonedAfterMs);
      await delay(pollMs, undefined, { signal });
    }
  } finally {
    await unlink(own);
  }
  return () => unlink(file).catch(() => {});
}

async function tryLink(own: string, file: string): Promise<boolean> {
  try {
    // Unlike creating and then writing, a link is never seen half made.
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function breakAbandoned(file: string, aside: string, abandonedAfterMs: number): Promise<void> {
  const [text, facts] = await Promise.all([
    readFile(file, 'utf8').catch(() => undefined),
    stat(file).catch(() => undefined),
  ]);
  if (text === undefined || !facts) return;
  const holder = parse(text);
  const liveness = isIdentity(holder) ? await livenessOf(holder) : 'dead';
  if (liveness === 'alive') return;
  if (liveness === 'unknown' && Date.now() - facts.mtimeMs < abandonedAfterMs) return;
  await rename(file, aside).catch(() => {});
  await unlink(aside).catch(() => {});
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
