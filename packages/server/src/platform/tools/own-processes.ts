import type { OwnProcesses } from '@gw/catalog';
import type { SessionManager } from '@gw/sessions';

/** The session in which a server's own process runs: no caller can choose such an id. */
export const ownSession = (server: string): string => `server:${server}`;

/** Servers' own processes, which serve listings and calls outside of sessions: each in a session that is the server's. */
export const ownProcesses = (sessions: Pick<SessionManager, 'acquire' | 'close'>): OwnProcesses => ({
  async check(server, signal) {
    const sessionId = ownSession(server);
    const lease = await sessions.acquire({ sessionId, service: server, ...(signal && { signal }) });
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
    await sessions.close(ownSession(server));
  },
});
