import type { ApiKeyRecord, New, NewConnection, Sealed, Store } from '../src/index.ts';

/** Stands for what a sealer would give; tests of the store hold no secrets. */
export const sealed = (text: string) => `sealed:${text}` as Sealed;

let count = 0;
const unique = (what: string) => `${what}-${++count}`;

/** A server with a name that no other has. */
export const addServer = (store: Store, name = unique('server')) =>
  store.servers.insert({ name, type: 'stdio' });

export const newKey = (principal = 'owner'): New<ApiKeyRecord, 'environment'> => ({
  principal,
  name: 'key',
  prefix: unique('prefix'),
  hash: unique('hash'),
});

export const newConnection = (serverId: string, principal = 'owner'): NewConnection => ({
  principal,
  serverId,
  credentialType: 'bearer',
  sealedSecret: sealed('token'),
  hint: 'oken',
});

export const addBundle = (store: Store, name = 'bundle') =>
  store.bundles.insert({ principal: 'owner', name, sealedKey: sealed('key'), keyHash: unique('hash') });

export const definitions = (...names: string[]) =>
  names.map(name => ({ name, definition: { name, inputSchema: {} }, definitionHash: `hash of ${name}` }));
