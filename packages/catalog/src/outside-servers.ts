import type { CatalogState } from './catalog-state.ts';
import type { ServerDefinitions } from './server-definitions.ts';
import { ServerEntry } from './server-entry.ts';

/** Takes up what another gateway on the same database has changed about a server and its tools. */
export async function takeFromStore(
  state: CatalogState,
  definitions: ServerDefinitions,
  id: string,
): Promise<void> {
  const { table } = state;
  const { servers, tools, credentials } = state.options.store;
  await state.inTurn(async () => {
    const [record, toolRecords, ownCredentials] = await Promise.all([
      servers.get(id),
      tools.ofServer(id),
      credentials.ofServer(id),
    ]);
    const known = table.find(id);
    // Which services the config file has is told by this gateway's own.
    if (!known && record?.source === 'config') return;
    if (!known && !record) return;
    if (known && !record) {
      if (known.isFromConfig) return;
      table.remove(known);
      return state.apply();
    }
    if (!record) return;
    const entry = known ?? new ServerEntry(record);
    if (known) table.remove(known);
    entry.change(record);
    entry.credentials = ownCredentials;
    if (!entry.isFromConfig) definitions.open(entry);
    table.add(entry);
    table.setTools(entry, toolRecords);
    state.apply();
  });
  state.tellServers();
  state.tellTools(id);
}

/** The same for all servers: some change may have been missed. */
export async function takeAllFromStore(state: CatalogState, definitions: ServerDefinitions): Promise<void> {
  const stored = (await state.options.store.servers.all()).map(({ id }) => id);
  const known = state.table.entries().map(({ record }) => record.id);
  for (const id of new Set([...stored, ...known])) await takeFromStore(state, definitions, id);
}
