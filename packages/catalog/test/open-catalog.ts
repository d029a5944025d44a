import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlainSpawner, type JsonObject, type Logger, McpManager, McpService } from '@gw/mcp-client';
import { openStore } from '@gw/store';
import { Catalog, type CatalogOptions, type OwnProcesses, SecretBox } from '../src/index.ts';

const program = join(import.meta.dirname, 'fixtures', 'listed-tools.mjs');

/** A folder with the database, and with the tools that servers list. */
export class Place implements AsyncDisposable {
  readonly folder: string;
  readonly secrets = new SecretBox(randomBytes(32));
  /** What was logged. */
  readonly logged: string[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Place> {
    return new Place(await mkdtemp(join(tmpdir(), 'gw-catalog-')));
  }

  /** Says which tools a server lists from its next start on, and how it is started. */
  async command(name: string, tools: readonly JsonObject[]): Promise<[program: string, ...args: string[]]> {
    const file = join(this.folder, `${name}.json`);
    await writeFile(file, JSON.stringify(tools));
    return [process.execPath, program, file];
  }

  /** A service of the config file. */
  async service(name: string, tools: readonly JsonObject[]): Promise<McpService> {
    return new McpService({ name, command: await this.command(name, tools) });
  }

  /** What an API server is made of. */
  async stdio(name: string, tools: readonly JsonObject[] = [echo]) {
    const [command, ...args] = await this.command(name, tools);
    return { name, type: 'stdio', config: { command, args } } as const;
  }

  /** What runs in one start of the gateway. */
  async open(options: Partial<CatalogOptions> & { readonly starts?: boolean } = {}) {
    const { starts = true, ...rest } = options;
    const store = await openStore({ dataDir: this.folder });
    const logger = collecting(this.logged);
    const manager = new McpManager({
      spawner: createPlainSpawner({ env: { PATH: process.env.PATH }, endGraceMs: 50, killAfterMs: 50 }),
      logger,
    });
    const catalog = await Catalog.open({
      store,
      manager,
      secrets: this.secrets,
      configServices: [],
      rules: { allowPrivateAddresses: [], allowStdioServers: true },
      processes: startedAnew(manager),
      logger,
      ...rest,
    });
    if (starts) manager.start();
    return {
      catalog,
      manager,
      store,
      async [Symbol.asyncDispose]() {
        await manager.shutdown();
        await catalog.close();
        await store.close();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

export const owner = { isOwner: true };
export const other = { isOwner: false };
export const echo = { name: 'echo', description: 'Says it again', inputSchema: { type: 'object' } };
export const named = (...names: string[]) => names.map(name => ({ ...echo, name }));

const startedAnew = (manager: McpManager): OwnProcesses => ({
  async check(server, signal) {
    const client = await manager.createClient(server, { ...(signal && { signal }) });
    await client.stop();
  },
  async stop() {},
});

const collecting = (logged: string[]): Logger => {
  const log = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: log, info: log, warn: log, error: log };
};
