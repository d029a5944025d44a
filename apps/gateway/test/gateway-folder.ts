import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretBox } from '@gw/catalog';
import { openStore, type Store } from '@gw/store';
import { settleRotation } from '../src/key-rotation.ts';
import { databaseFolder, makeDatabaseFolder } from '../src/platform-store.ts';
import { loadSealingKey } from '../src/sealing-key.ts';
import { secretKey } from '../src/secret-key.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A folder with a configuration, whose store is opened as the gateway does it. */
export interface GatewayFolder extends AsyncDisposable {
  readonly cwd: string;
  readonly dataDir: string;
  open(): Promise<Store>;
  /** The secrets of the store, by the server that has them, opened with the key that the gateway would have. */
  secrets(env?: Env): Promise<Record<string, string>>;
  /** Adds a server with a secret. */
  addSecret(name: string, secret: string, env?: Env): Promise<void>;
}

export async function gatewayFolder(storage?: string): Promise<GatewayFolder> {
  const cwd = await mkdtemp(join(tmpdir(), 'gateway-folder-'));
  const dataDir = join(cwd, 'data');
  const config = { server: { auth_token: 'a-token-of-the-test' }, services: {}, ...(storage && { storage }) };
  await writeFile(join(cwd, 'config.json'), JSON.stringify(config));
  await makeDatabaseFolder(dataDir);
  const open = () => openStore(storage ? { url: storage } : { dataDir: databaseFolder(dataDir) });
  const box = async (store: Store, env: Env = {}) => {
    const keyFile = await settleRotation(store, dataDir, await loadSealingKey(dataDir));
    return new SecretBox(secretKey(env, keyFile));
  };
  return {
    cwd,
    dataDir,
    open,
    async secrets(env) {
      await using store = await open();
      const secrets = await box(store, env);
      const servers = await store.servers.all();
      return Object.fromEntries(
        servers.map(({ name, sealedConfig }) => [name, sealedConfig ? secrets.open(sealedConfig) : '']),
      );
    },
    async addSecret(name, secret, env) {
      await using store = await open();
      const sealedConfig = (await box(store, env)).seal(secret);
      await store.servers.insert({ name, type: 'stdio', source: 'api', config: {}, sealedConfig });
    },
    [Symbol.asyncDispose]: () => rm(cwd, { recursive: true, force: true }),
  };
}
