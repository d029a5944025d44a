import { hash } from 'node:crypto';
import { openStore, type Store } from '@gw/store';

/** Where a gateway's records are to be. */
export interface RecordsPlace {
  /** The database folder of its data folder; unused with `url`. */
  readonly dataDir: string;
  /** A PostgreSQL database. */
  readonly url?: string | undefined;
}

/** Fills the database of a gateway that doesn't run yet. */
export async function keepRecords(
  { dataDir, url }: RecordsPlace,
  fill: (store: Store) => Promise<void>,
): Promise<void> {
  await using store = await openStore(url === undefined ? { dataDir } : { url });
  await fill(store);
}

const words = ['list', 'create', 'delete', 'update', 'send', 'search', 'export', 'rename'];
const things = [
  'file',
  'invoice',
  'calendar event',
  'message',
  'branch',
  'image',
  'customer',
  'report',
  'row',
];

/** Servers whose tools are known from an earlier run; none of them is ever started. */
export async function keepServers(store: Store, servers: number, toolsEach: number): Promise<void> {
  for (let n = 0; n < servers; n++) {
    const program = '/nonexistent/server';
    const config = { command: program, args: [String(n)] };
    const record = await store.servers.insert({ name: `server-${n}`, type: 'stdio', source: 'api', config });
    const tools = Array.from({ length: toolsEach }, (_, at) => {
      const verb = words[(n + at) % words.length];
      const thing = things[(n * 7 + at) % things.length];
      return {
        name: `${verb}_${thing?.replace(' ', '_')}_${at}`,
        description: `${verb}s a ${thing} of workspace ${n}, by its name or number.`,
        inputSchema: { type: 'object', properties: { name: { type: 'string' }, limit: { type: 'integer' } } },
      };
    });
    const definitions = tools.map(definition => ({
      name: definition.name,
      definition,
      definitionHash: hash('sha256', JSON.stringify(definition)),
    }));
    await store.tools.sync(record.id, definitions);
    const serverInfo = { name: 'server', version: '1.0.0' };
    const identity = { serverInfo, capabilities: { tools: {} }, era: '2025', protocolVersion: '2025-11-25' };
    const lists = { tools, resources: [], resourceTemplates: [], prompts: [] };
    // As the catalog tells one definition from another.
    const definitionHash = hash('sha256', JSON.stringify([[program, String(n)], undefined, 'auto', [], []]));
    await store.surfaces.put(record.id, definitionHash, { identity, lists, hints: {} });
  }
}

/** So many servers without tools, sessions, and records of the audit. */
export async function keepPages(store: Store, count: number): Promise<void> {
  const each = Array.from({ length: count }, (_, n) => n);
  for (let at = 0; at < count; at += 500) {
    const chunk = each.slice(at, at + 500);
    await store.servers.insertAll(
      chunk.map(n => ({ name: `server-${n}`, type: 'local' as const, source: 'api', config: {} })),
    );
    const until = Date.now() + 86_400_000;
    await store.sessions.insertAll(
      chunk.map(() => ({ principal: 'owner', lastAccessedAt: Date.now(), expiresAt: until })),
    );
    const nothing = { keyId: null, address: null, targetType: null, targetId: null, argumentsDigest: null };
    await store.audit.append(
      chunk.map(n => ({
        ...nothing,
        at: n,
        principal: 'owner',
        action: 'bench',
        outcome: 'ok',
        detail: null,
      })),
    );
  }
}

/** So many API keys that nobody has. */
export async function keepKeys(store: Store, count: number): Promise<void> {
  for (let at = 0; at < count; at += 500) {
    const chunk = Array.from({ length: Math.min(500, count - at) }, (_, n) => at + n);
    await store.apiKeys.insertAll(
      chunk.map(n => ({
        principal: 'owner',
        name: `key ${n}`,
        environment: 'live',
        prefix: `b${String(n).padStart(7, '0')}`,
        hash: hash('sha256', `key ${n}`),
      })),
    );
  }
}
