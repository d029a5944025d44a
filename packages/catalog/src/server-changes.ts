import type { NewServer } from '@gw/store';
import type { CatalogServer, ChangedBy, NewServerFields, ServerFields } from './catalog-server.ts';
import type { CatalogState } from './catalog-state.ts';
import { makeRoom } from './config-servers.ts';
import { CatalogError, invalid } from './errors.ts';
import { noSecrets, type ServerSecrets } from './server-config.ts';
import type { ServerDefinitions } from './server-definitions.ts';
import { ServerEntry } from './server-entry.ts';
import { checkName } from './tool-changes.ts';
import { unlessTaken } from './unless-taken.ts';

/** Adding, changing and removing servers of the API. What each method throws: `Catalog`. */
export class ServerChanges {
  readonly #state: CatalogState;
  readonly #definitions: ServerDefinitions;

  constructor(state: CatalogState, definitions: ServerDefinitions) {
    this.#state = state;
    this.#definitions = definitions;
  }

  async create({ config = {}, ...fields }: NewServerFields, by: ChangedBy): Promise<CatalogServer> {
    checkName('/name', fields.name);
    const { open, secrets } = this.#definitions.divide(fields.type, config, by);
    const sealedConfig = this.#definitions.seal(secrets);
    return this.#add({ ...fields, config: open, sealedConfig }, secrets);
  }

  /** Lists a server of which it isn't known yet how it is reached. */
  async reserve(fields: Omit<NewServerFields, 'config'>): Promise<CatalogServer> {
    checkName('/name', fields.name);
    return this.#add({ ...fields, status: 'starting' }, noSecrets);
  }

  async #add(fields: NewServer, secrets: ServerSecrets): Promise<CatalogServer> {
    const { table, options } = this.#state;
    const entry = await this.#state.inTurn(async () => {
      if (table.named(fields.name)) throw nameTaken(fields.name);
      await makeRoom(this.#state, fields.name);
      const record = await unlessTaken(
        () => options.store.servers.insert(fields),
        () => nameTaken(fields.name),
      );
      const added = new ServerEntry(record);
      this.#definitions.define(added, secrets);
      table.add(added);
      this.#state.apply();
      return added;
    });
    this.#state.tellServers();
    return this.#state.view(entry);
  }

  async update(id: string, { config, type, ...fields }: ServerFields, by: ChangedBy): Promise<CatalogServer> {
    const { table, options } = this.#state;
    if (fields.name !== undefined) checkName('/name', fields.name);
    const entry = await this.#state.inTurn(async () => {
      const known = this.#changeable(id);
      const { record, secrets: before } = known;
      if (type !== undefined && type !== record.type) throw invalid('/type', `stays ${record.type}`);
      const divided = config && this.#definitions.divide(record.type, config, by, before);
      const name = fields.name ?? record.name;
      if (name !== record.name && table.named(name)) throw nameTaken(name);
      if (name !== record.name) await makeRoom(this.#state, name);
      const sealed = divided && {
        config: divided.open,
        sealedConfig: this.#definitions.seal(divided.secrets),
        // One whose installation failed is one as any other now.
        status: 'stopped' as const,
        lastError: null,
      };
      // What has changed while nobody looked is what is gone by from now on.
      const looks = record.pin === 'off' && fields.pin !== undefined && fields.pin !== 'off';
      if (looks) await options.store.tools.approve(id);
      const changed = await unlessTaken(
        () => options.store.servers.update(id, { ...fields, ...sealed }),
        () => nameTaken(name),
      );
      if (!changed) throw new CatalogError('GW_SERVER_NOT_FOUND', `There is no server with the id ${id}`);
      table.remove(known);
      known.change(changed);
      if (looks) known.toolRecords = await options.store.tools.ofServer(id);
      this.#definitions.define(known, divided?.secrets ?? before);
      table.add(known);
      this.#state.apply();
      return known;
    });
    this.#state.tellServers();
    this.#state.tellTools(id);
    return this.#state.view(entry);
  }

  async delete(id: string): Promise<void> {
    const { table, options } = this.#state;
    await this.#state.inTurn(async () => {
      const entry = this.#changeable(id);
      await options.store.servers.delete(id);
      table.remove(entry);
      this.#state.apply();
    });
    this.#state.tellServers();
  }

  #changeable(id: string): ServerEntry {
    return requireChangeable(this.#state.table.get(id));
  }
}

/** @throws CatalogError `GW_SERVER_FROM_CONFIG` when the server is of the config file */
export function requireChangeable(entry: ServerEntry): ServerEntry {
  if (!entry.isFromConfig) return entry;
  throw new CatalogError(
    'GW_SERVER_FROM_CONFIG',
    `Server ${entry.record.name} is of the config file, and is changed there`,
  );
}

export const nameTaken = (name: string) =>
  new CatalogError('GW_SERVER_NAME_TAKEN', `There is a server named ${name} already`);
