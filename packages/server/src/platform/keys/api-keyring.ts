import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKeyRecord, NewApiKey, Store } from '@gw/store';
import type { Principal } from '../../credentials.ts';
import type { CountedLimit } from '../../rate-limits/rate-limit-store.ts';
import { rightsOf } from '../scopes.ts';
import { type FreshApiKey, generateApiKey, hashOfKey, prefixOf } from './api-key.ts';

/** What a key is made with. */
export interface ApiKeyFields {
  readonly name: string;
  readonly description: string | null;
  readonly environment: string;
  readonly scopes: readonly string[] | null;
  /** Requests a minute. */
  readonly rateLimitRpm: number;
  /** Epoch milliseconds; null is never. */
  readonly expiresAt: number | null;
}

/** A key that has just been made; `key` is nowhere else. */
export interface MadeApiKey {
  readonly record: ApiKeyRecord;
  readonly key: string;
}

interface Entry {
  record: ApiKeyRecord;
  readonly hash: Buffer;
  readonly principal: Principal;
}

type KeyStore = Pick<Store, 'apiKeys' | 'journal'>;

/** Compared with where there is no such key, so that it takes as long. */
const noHash = randomBytes(32);

/** All API keys, in memory: no request waits for the database. What changes is written before it holds. */
export class ApiKeyring {
  readonly #store: KeyStore;
  readonly #now: () => number;
  readonly #byPrefix = new Map<string, Entry>();
  readonly #byId = new Map<string, Entry>();

  private constructor(store: KeyStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** @param now epoch milliseconds; default `Date.now` */
  static async open(store: KeyStore, now: () => number = Date.now): Promise<ApiKeyring> {
    const keyring = new ApiKeyring(store, now);
    for (const record of await store.apiKeys.all()) keyring.#put(record);
    return keyring;
  }

  /** Whether a text looks like a key. */
  static isKey(text: string): boolean {
    return prefixOf(text) !== undefined;
  }

  /** As whom a key acts; undefined when it is unknown, expired, revoked or replaced. Notes its use. */
  check(text: string, address: string): Principal | undefined {
    const prefix = prefixOf(text);
    if (prefix === undefined) return undefined;
    const entry = this.#byPrefix.get(prefix);
    const isRight = timingSafeEqual(Buffer.from(hashOfKey(text), 'hex'), entry?.hash ?? noHash);
    if (!isRight || !entry || !this.isActive(entry.record)) return undefined;
    const now = this.#now();
    entry.record = { ...entry.record, lastUsedAt: now, lastUsedIp: address };
    void this.#store.journal.keyUsed(entry.record.id, now, address);
    return entry.principal;
  }

  /** Whether a key opens anything now. */
  isActive({ expiresAt, revokedAt, graceEndsAt }: ApiKeyRecord): boolean {
    const now = this.#now();
    const isOver = (at: number | null) => at !== null && at <= now;
    return revokedAt === null && !isOver(expiresAt) && !isOver(graceEndsAt);
  }

  /** A key by its id. */
  get(id: string): ApiKeyRecord | undefined {
    return this.#byId.get(id)?.record;
  }

  /** A principal's keys, newest first, and how many there are. */
  list(principal: string, { offset, limit }: { offset: number; limit: number }) {
    const all = [...this.#byId.values()].map(({ record }) => record);
    const own = all.filter(record => record.principal === principal).reverse();
    return { items: own.slice(offset, offset + limit), total: own.length };
  }

  async create(principal: string, fields: ApiKeyFields): Promise<MadeApiKey> {
    const fresh = generateApiKey(fields.environment);
    const record = await this.#store.apiKeys.insert(newRecord(principal, fields, fresh));
    this.#put(record);
    return { record, key: fresh.key };
  }

  /**
   * Puts a new key in place of one, which works for so long yet. Undefined when there is none that could be
   * replaced: it is revoked or replaced already.
   */
  async rotate(id: string, graceMs: number): Promise<(MadeApiKey & { graceEndsAt: number }) | undefined> {
    const old = this.#byId.get(id)?.record;
    if (!old) return undefined;
    const fresh = generateApiKey(old.environment);
    const graceEndsAt = this.#now() + graceMs;
    const replacement = newRecord(old.principal, { ...old, rateLimitRpm: old.rateLimitRpm ?? 60 }, fresh);
    const record = await this.#store.apiKeys.rotate(id, replacement, graceEndsAt);
    if (!record) return undefined;
    this.#change(id, { graceEndsAt, rotatedTo: record.id });
    this.#put(record);
    return { record, key: fresh.key, graceEndsAt };
  }

  /** Whether this call ended it. */
  async revoke(id: string): Promise<boolean> {
    const isEnded = await this.#store.apiKeys.revoke(id);
    if (isEnded) this.#change(id, { revokedAt: this.#now() });
    return isEnded;
  }

  /** Takes up what another gateway on the same database has changed: about one key, or about any. */
  async refresh(id?: string): Promise<void> {
    const record = id === undefined ? undefined : await this.#store.apiKeys.get(id);
    const records = id === undefined ? await this.#store.apiKeys.all() : record ? [record] : [];
    for (const one of records) this.#put(one);
    if (id !== undefined && !record) this.#forget(id);
  }

  #forget(id: string): void {
    const entry = this.#byId.get(id);
    if (!entry) return;
    this.#byId.delete(id);
    this.#byPrefix.delete(entry.record.prefix);
  }

  #put(record: ApiKeyRecord): void {
    const entry = { record, hash: Buffer.from(record.hash, 'hex'), principal: principalOf(record) };
    this.#byPrefix.set(record.prefix, entry);
    this.#byId.set(record.id, entry);
  }

  #change(id: string, changes: Partial<ApiKeyRecord>): void {
    const entry = this.#byId.get(id);
    if (entry) entry.record = { ...entry.record, ...changes, updatedAt: this.#now() };
  }
}

const newRecord = (principal: string, fields: ApiKeyFields, { prefix, hash }: FreshApiKey): NewApiKey => {
  const { name, description, environment, scopes, rateLimitRpm, expiresAt } = fields;
  return { principal, name, description, environment, scopes, rateLimitRpm, expiresAt, prefix, hash };
};

/** A key acts as its owner, within its scopes. */
function principalOf({ id, principal, scopes, rateLimitRpm }: ApiKeyRecord): Principal {
  return { id: principal, key: { id, rights: rightsOf(scopes), limits: limitsOf(rateLimitRpm) } };
}

function limitsOf(rpm: number | null): CountedLimit[] {
  if (rpm === null) return [];
  const limit = { limit: rpm, windowMs: 60_000, text: `${rpm} per minute` };
  return [{ limit, prefix: `key|${rpm}|` }];
}
