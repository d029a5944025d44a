import type { ProcessUsage } from '@gw/mcp-client';
import type { SessionManager, SessionView } from '@gw/sessions';

/** What a session's processes use, by service. */
export type SessionUsage = Readonly<Record<string, ProcessUsage>>;

const atOnce = 8;
const patienceMs = 500;

/**
 * What the sessions' processes use. Measuring reads the system for each of them: it is done for a bounded time, and
 * sessions that it doesn't get to are left out.
 */
export async function sessionUsages(
  sessions: SessionManager,
  views: readonly SessionView[],
): Promise<ReadonlyMap<string, SessionUsage>> {
  const usages = new Map<string, SessionUsage>();
  const rest = views.values();
  let isOver = false;
  const work = async () => {
    for (const { id } of rest) {
      if (isOver) return;
      usages.set(id, await sessions.usage(id));
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>(resolve => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([Promise.all(Array.from({ length: atOnce }, work)), deadline]);
  clearTimeout(timer);
  isOver = true;
  return usages;
}
