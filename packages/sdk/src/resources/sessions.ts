import type {
  CleanedUp,
  CreateSession,
  ListSessions,
  Session,
  SessionStats,
  UpdateSession,
} from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** Sessions: which tools their users see. MCP clients and `tools.execute` name one by the header `X-Session-Id`. */
export class SessionsResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** @throws TypeError when it is to be of a server and of a bundle */
  async create(fields: CreateSession = {}): Promise<Session> {
    if (fields.server_id && fields.bundle_id) {
      throw new TypeError('A session is of a server or of a bundle: give server_id or bundle_id');
    }
    return this.#requests.send('POST /sessions', { body: fields });
  }

  async list(query: ListSessions = {}): Promise<Session[]> {
    return itemsOf(await this.#requests.send('GET /sessions', { query }));
  }

  get(sessionId: string): Promise<Session> {
    return this.#requests.send('GET /sessions/{session_id}', { path: { session_id: sessionId } });
  }

  /** What is left out stays as it is, null clears it. */
  update(sessionId: string, fields: UpdateSession): Promise<Session> {
    const path = { session_id: sessionId };
    return this.#requests.send('PATCH /sessions/{session_id}', { path, body: fields });
  }

  /** Ends a session; with `hard_delete` it is forgotten, too. */
  async delete(
    sessionId: string,
    { hard_delete }: { hard_delete?: boolean | undefined } = {},
  ): Promise<void> {
    const path = { session_id: sessionId };
    const query = hard_delete ? { hard_delete } : {};
    await this.#requests.send('DELETE /sessions/{session_id}', { path, query });
  }

  /** Renews the time that it may lie idle. */
  touch(sessionId: string): Promise<Session> {
    return this.#requests.send('POST /sessions/{session_id}/touch', { path: { session_id: sessionId } });
  }

  /** Removes the expired ones. */
  cleanup(): Promise<CleanedUp> {
    return this.#requests.send('POST /sessions/cleanup', {});
  }

  stats(): Promise<SessionStats> {
    return this.#requests.send('GET /sessions/stats', {});
  }
}
