import { EventEmitter } from 'node:events';
import type { PlatformSessionRecord, Store } from '@gw/store';
import { ToolPatterns } from './tool-patterns.ts';

/** What a session is made with, or changed to. */
export interface ToolScopeFields {
  /** Qualified names, or patterns with `*`; null allows all, an empty list none. */
  readonly allowedToolNames: readonly string[] | null;
  /** Likewise; what it names is denied, whatever is allowed. */
  readonly deniedToolNames: readonly string[] | null;
}

/** A session that may be used now. */
export class ToolScope {
  record: PlatformSessionRecord;
  #allowed!: ToolPatterns | undefined;
  #denied!: ToolPatterns | undefined;

  constructor(record: PlatformSessionRecord) {
    this.record = record;
    this.change(record);
  }

  /** Whether its patterns allow a tool, by its qualified name. */
  allows(qualifiedName: string): boolean {
    if (this.#denied?.has(qualifiedName)) return false;
    return this.#allowed?.has(qualifiedName) ?? true;
  }

  /** @internal */
  change(record: PlatformSessionRecord): void {
    this.record = record;
    this.#allowed = record.allowedToolNames ? new ToolPatterns(record.allowedToolNames) : undefined;
    this.#denied = record.deniedToolNames ? new ToolPatterns(record.deniedToolNames) : undefined;
  }
}

type SessionStore = Pick<Store, 'sessions' | 'journal'>;

interface Events {
  /** Other tools are within the session now, or it has ended. */
  changed: [id: string];
}

/** The platform sessions that may be used, in memory: what a caller may see and call, without the database. */
export class ToolScopes extends EventEmitter<Events> {
  readonly #store: SessionStore;
  readonly #now: () => number;
  readonly #scopes = new Map<string, ToolScope>();
  #idleMs: number;

  private constructor(store: SessionStore, idleMs: number, now: () => number) {
    super();
    this.#store = store;
    this.#idleMs = idleMs;
    this.#now = now;
  }

  /** @param idleMs how long a session lives without use; @param now epoch milliseconds, default `Date.now` */
  static async open(store: SessionStore, idleMs: number, now: () => number = Date.now): Promise<ToolScopes> {
    const scopes = new ToolScopes(store, idleMs, now);
    for (const record of await store.sessions.active()) scopes.#scopes.set(record.id, new ToolScope(record));
    return scopes;
  }

  /** Takes up another idle time, from each session's next use on. */
  configure(idleMs: number): void {
    this.#idleMs = idleMs;
  }

  /** The sessions that may be used now. */
  *active(): Iterable<ToolScope> {
    const now = this.#now();
    for (const scope of this.#scopes.values()) if (scope.record.expiresAt > now) yield scope;
  }

  /** A session that may be used now, whosever it is, without using it. */
  get(id: string): ToolScope | undefined {
    const scope = this.#scopes.get(id);
    return scope && scope.record.expiresAt > this.#now() ? scope : undefined;
  }

  /** A principal's session, without using it; undefined when there is none that may be used. */
  find(id: string, principal: string): ToolScope | undefined {
    const scope = this.get(id);
    return scope?.record.principal === principal ? scope : undefined;
  }

  /** A principal's session, which this renews; written down beside the call. */
  use(id: string, principal: string): ToolScope | undefined {
    const scope = this.find(id, principal);
    if (!scope) return undefined;
    const { at, expiresAt } = this.#renew(scope);
    void this.#store.journal.sessionUsed(id, at, expiresAt);
    return scope;
  }

  async create(
    principal: string,
    fields: ToolScopeFields & { readonly serverId: string | null; readonly bundleId: string | null },
  ): Promise<PlatformSessionRecord> {
    const lastAccessedAt = this.#now();
    const expiresAt = lastAccessedAt + this.#idleMs;
    const record = await this.#store.sessions.insert({ ...fields, principal, lastAccessedAt, expiresAt });
    this.#scopes.set(record.id, new ToolScope(record));
    return record;
  }

  /** Changes what is given; holds from the next listing and call on. */
  async update(id: string, changes: Partial<ToolScopeFields>): Promise<PlatformSessionRecord | undefined> {
    const stored = await this.#store.sessions.update(id, changes);
    const scope = this.#scopes.get(id);
    if (!stored || !scope) return stored;
    const { lastAccessedAt, expiresAt } = scope.record;
    scope.change({ ...stored, lastAccessedAt, expiresAt });
    this.emit('changed', id);
    return scope.record;
  }

  /** Renews a session; written down before this resolves. */
  async touch(scope: ToolScope): Promise<PlatformSessionRecord> {
    const { at, expiresAt } = this.#renew(scope);
    await this.#store.sessions.used(scope.record.id, at, expiresAt);
    return scope.record;
  }

  /** Ends a session and keeps it to be looked at, or forgets it. */
  async close(id: string, { forget = false } = {}): Promise<void> {
    await (forget ? this.#store.sessions.delete(id) : this.#store.sessions.close(id));
    this.#drop(id);
  }

  /** Forgets the sessions that are over; says how many. */
  async cleanUp(): Promise<number> {
    // Uses that aren't written yet would make sessions look older than they are.
    await this.#store.journal.flush();
    const ids = await this.#store.sessions.cleanUp(this.#now());
    for (const id of ids) this.#drop(id);
    return ids.length;
  }

  /** A record as it is now: uses may not be written yet. */
  current(record: PlatformSessionRecord): PlatformSessionRecord {
    const known = this.#scopes.get(record.id)?.record;
    if (!known || record.closedAt !== null) return record;
    return { ...record, lastAccessedAt: known.lastAccessedAt, expiresAt: known.expiresAt };
  }

  /** Takes up what another gateway on the same database has changed: about one session, or about any. */
  async refresh(id?: string): Promise<void> {
    if (id === undefined) {
      const ids = (await this.#store.sessions.active()).map(record => record.id);
      for (const one of new Set([...ids, ...this.#scopes.keys()])) await this.refresh(one);
      return;
    }
    const record = await this.#store.sessions.get(id);
    if (!record || record.closedAt !== null) return this.#drop(id);
    const scope = this.#scopes.get(id);
    if (scope) scope.change(record);
    else this.#scopes.set(id, new ToolScope(record));
    this.emit('changed', id);
  }

  #renew(scope: ToolScope): { at: number; expiresAt: number } {
    const at = this.#now();
    const expiresAt = at + this.#idleMs;
    scope.record = { ...scope.record, lastAccessedAt: at, expiresAt };
    return { at, expiresAt };
  }

  #drop(id: string): void {
    if (this.#scopes.delete(id)) this.emit('changed', id);
  }
}
