import type { CatalogServer, ChangedBy, NewServerFields } from './catalog-server.ts';
import type { CatalogState } from './catalog-state.ts';
import { CatalogError } from './errors.ts';
import { nameTaken, type ServerChanges } from './server-changes.ts';
import type { ServerDefinitions } from './server-definitions.ts';
import { isReserved } from './server-service.ts';

/** What a reserved server becomes. */
export interface SettledServer {
  readonly config: Readonly<Record<string, unknown>>;
  readonly description?: string | null | undefined;
  /** Whether it starts by itself; otherwise it is listed as stopped. */
  readonly starts: boolean;
}

/** Servers that are listed while they are still being installed. What each method throws: `Catalog`. */
export class ServerReservations {
  readonly #state: CatalogState;
  readonly #changes: ServerChanges;
  readonly #definitions: ServerDefinitions;

  constructor(
    state: CatalogState,
    { changes, definitions }: { changes: ServerChanges; definitions: ServerDefinitions },
  ) {
    this.#state = state;
    this.#changes = changes;
    this.#definitions = definitions;
  }

  async reserve({ config = {}, ...fields }: NewServerFields, by: ChangedBy): Promise<CatalogServer> {
    // What will be wrong then is told now.
    this.#definitions.divide(fields.type, config, by);
    this.requireFree(fields.name);
    const failed = this.#state.table.named(fields.name);
    // Nothing was ever started for it: trying again takes its place.
    if (failed) await this.#changes.delete(failed.record.id);
    return this.#changes.reserve(fields);
  }

  open(): CatalogServer[] {
    const entries = this.#state.table.entries().filter(({ record }) => record.status === 'starting');
    return entries.map(entry => this.#state.view(entry));
  }

  requireFree(name: string): void {
    const known = this.#state.table.named(name);
    if (known && known.record.status !== 'error') throw nameTaken(name);
  }

  async settle(
    id: string,
    { config, starts, ...fields }: SettledServer,
    by: ChangedBy,
  ): Promise<CatalogServer> {
    const { table, options } = this.#state;
    const entry = await this.#state.inTurn(async () => {
      const known = table.get(id);
      const { open, secrets } = this.#definitions.divide(known.record.type, config, by);
      const changed = await options.store.servers.update(id, {
        ...fields,
        config: open,
        sealedConfig: this.#definitions.seal(secrets),
        status: 'stopped',
        lastError: null,
        stoppedByHand: !starts,
      });
      if (!changed) throw new CatalogError('GW_SERVER_NOT_FOUND', `There is no server with the id ${id}`);
      known.change(changed);
      this.#definitions.define(known, secrets);
      this.#state.apply();
      return known;
    });
    this.#state.tellServers();
    return this.#state.view(entry);
  }

  async fail(id: string, lastError: string): Promise<void> {
    const { table, options } = this.#state;
    await this.#state.inTurn(async () => {
      const known = table.find(id);
      if (!known || !isReserved(known.record)) return;
      const changed = await options.store.servers.update(id, { status: 'error', lastError });
      if (changed) known.change(changed);
    });
    this.#state.tellServers();
  }
}
