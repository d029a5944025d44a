import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { StoreError } from '../errors.ts';
import { PRESENCE_LOCK } from '../exclusive.ts';
import type { Logger } from '../logger.ts';
import { CHANNEL } from '../migrations/outside-triggers.ts';
import { type OutsideChange, type OutsideListener, toldTables } from '../outside-change.ts';
import { postgresError } from './postgres-errors.ts';

const kinds: ReadonlySet<string> = new Set(toldTables.map(([, , kind]) => kind));

interface PresenceOptions {
  readonly url: string;
  /** Ends the names of the gateway's own connections: what they change isn't told. */
  readonly origin: string;
  readonly logger: Logger;
}

/** Longest pause between attempts to be there again, in milliseconds. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * A gateway's presence on PostgreSQL: one connection that holds the lock that all gateways share, and hears what others
 * change. One that breaks is made again; then everything may have changed.
 */
export class PostgresPresence implements AsyncDisposable {
  readonly #options: PresenceOptions;
  readonly #listener: OutsideListener;
  readonly #ended = new AbortController();
  #client: Client | undefined;
  #returning: Promise<void> | undefined;

  private constructor(options: PresenceOptions, listener: OutsideListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** @throws StoreError `GW_STORE_BUSY` while somebody uses the database alone, `GW_STORE_UNAVAILABLE` */
  static async begin(options: PresenceOptions, listener: OutsideListener): Promise<PostgresPresence> {
    const presence = new PostgresPresence(options, listener);
    await presence.#connect();
    return presence;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#returning;
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const { default: pg } = await import('pg');
    const { url, origin } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      application_name: `mcp-gateway ${origin}`,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query('select pg_try_advisory_lock_shared($1) as held', [PRESENCE_LOCK]);
      if (!rows[0]?.held) {
        throw new StoreError(
          'GW_STORE_BUSY',
          'The database is used by a command alone; it will not be for long',
        );
      }
      client.on('notification', ({ payload = '' }) => this.#hear(payload));
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw postgresError(error);
    }
    this.#client = client;
    client.once('end', () => {
      if (!this.#ended.signal.aborted) this.#returning = this.#return();
    });
  }

  async #return(): Promise<void> {
    const { signal } = this.#ended;
    for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        await this.#connect();
        this.#listener(undefined);
        return;
      } catch (err) {
        this.#options.logger.warn({ err, pauseMs }, 'Changes of other gateways are not heard of');
        await delay(pauseMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  #hear(payload: string): void {
    const [origin, kind = '', id = ''] = payload.split(' ');
    if (origin === this.#options.origin || !kinds.has(kind)) return;
    this.#listener({ kind: kind as OutsideChange['kind'], id });
  }
}
