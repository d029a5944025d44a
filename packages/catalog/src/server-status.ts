import type { McpManager } from '@gw/mcp-client';
import type { ServerStatus } from '@gw/store';
import type { ServerEntry } from './server-entry.ts';
import { isReserved } from './server-service.ts';

/** How a server is now, and why where that is an error. */
export function serverStatus(
  { record, service, local, fault, ailment }: ServerEntry,
  manager: McpManager,
): { status: ServerStatus; lastError: string | null } {
  if (isReserved(record)) {
    return { status: record.status === 'error' ? 'error' : 'starting', lastError: record.lastError };
  }
  if (record.stoppedByHand || service?.enabled === false) return { status: 'stopped', lastError: null };
  if (fault !== undefined) return { status: 'error', lastError: fault };
  // It is there as soon as it is declared.
  if (!service || (local && ailment === undefined)) return { status: 'running', lastError: null };
  if (!manager.services.has(record.name)) return { status: 'starting', lastError: null };
  const { state, lastError } = manager.status(record.name);
  if (ailment !== undefined) return { status: 'error', lastError: ailment };
  if (state === 'failed') return { status: 'error', lastError: lastError?.message ?? null };
  // Who sees it running finds its tools: what it showed first is being written down.
  const isLearned = record.lastSyncedAt !== null || !manager.surface(record.name);
  // An idle one comes back with the next call.
  const isThere = isLearned && (state === 'ready' || state === 'idle');
  return { status: isThere ? 'running' : 'starting', lastError: null };
}
