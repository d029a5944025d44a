import type { Surface } from '@gw/mcp-client';
import type { CatalogState } from './catalog-state.ts';
import type { ServerDefinitions } from './server-definitions.ts';
import { ServerEntry } from './server-entry.ts';

/** Reads the servers that are stored, with their tools and what they last showed. */
export async function readServers(state: CatalogState, definitions: ServerDefinitions): Promise<void> {
  const { store } = state.options;
  const [records, tools, surfaces, credentials] = await Promise.all([
    store.servers.all(),
    store.tools.all(),
    store.surfaces.all(),
    store.credentials.all(),
  ]);
  const credentialsOf = Map.groupBy(credentials, ({ serverId }) => serverId);
  const toolsOf = Map.groupBy(tools, ({ serverId }) => serverId);
  const surfaceOf = new Map(surfaces.map(surface => [surface.serverId, surface]));
  for (const record of records.sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const entry = new ServerEntry(record);
    entry.toolRecords = toolsOf.get(record.id) ?? [];
    entry.credentials = credentialsOf.get(record.id) ?? [];
    const known = surfaceOf.get(record.id);
    if (known) {
      entry.remembered = {
        definitionHash: known.definitionHash,
        surface: known.surface as unknown as Surface,
      };
    }
    if (!entry.isFromConfig) definitions.open(entry);
    state.table.add(entry);
  }
}
