import { setTimeout as delay } from 'node:timers/promises';
import type { OwnProcesses } from '@gw/catalog';
import type { UpstreamAccess } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import type { ConnectionAccess } from '../connections/connection-access.ts';

/**
 * The session in which a server's own process runs, or for callers with credentials one that they alone use: no caller
 * can choose such an id.
 */
export const ownSession = (server: string, access?: Pick<UpstreamAccess, 'key'>): string =>
  access ? `server:${server}:${access.key}` : `server:${server}`;

/** How long a stop waits for calls in flight, in milliseconds: clients of the API wait for 30 s. */
const longestStopMs = 20_000;

/** Servers' own processes, which serve listings and calls outside of sessions: each in a session that is the server's. */
export const ownProcesses = (
  sessions: Pick<SessionManager, 'acquire' | 'idle' | 'close'>,
  connections: Pick<ConnectionAccess, 'forLearning'> = { forLearning: () => undefined },
): OwnProcesses => ({
  async check(server, signal) {
    const access = connections.forLearning(server);
    const sessionId = ownSession(server, access);
    const lease = await sessions.acquire({ sessionId, service: server, access, ...(signal && { signal }) });
    try {
      const { client } = lease;
      // The newer era has no ping.
      const method = client.era === '2025' ? 'ping' : 'server/discover';
      await client.callMethod(method, undefined, { ...(signal && { signal }) });
    } finally {
      lease.release();
    }
  },
  async stop(server) {
    const id = ownSession(server);
    const patience = new AbortController();
    const { signal } = patience;
    const isIdle = await Promise.race([
      sessions.idle(id).then(() => true),
      delay(longestStopMs, false, { signal, ref: false }).catch(() => true),
    ]);
    patience.abort();
    // Else the process ends with its last call: it was taken from the services before.
    if (isIdle) await sessions.close(id);
  },
});
