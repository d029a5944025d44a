import type { McpService } from '@gw/mcp-client';
import type { CatalogState } from './catalog-state.ts';
import { noSecrets } from './server-config.ts';
import { ServerEntry } from './server-entry.ts';
import { recordOf } from './server-service.ts';

/**
 * What the config file has counts: its services take over records of their names, those that it has no more are not
 * listed.
 */
export async function takeConfig(state: CatalogState, services: readonly McpService[]): Promise<void> {
  const { table, logger } = state;
  const { servers, tools } = state.options.store;
  const wanted = new Map(services.map(service => [service.name, service]));
  for (const entry of table.entries()) {
    if (entry.isFromConfig && !wanted.has(entry.record.name)) table.remove(entry);
  }
  for (const service of services) {
    const fields = { ...recordOf(service), pin: state.rules.pins?.get(service.name) ?? 'warn' } as const;
    const known = table.named(service.name);
    const stored = known?.record ?? (await servers.findByName(service.name));
    if (known && !known.isFromConfig) {
      logger.warn({ server: service.name }, 'A server of the API is now what the config file says');
    }
    const isSame =
      stored &&
      Object.entries(fields).every(([key, value]) => isEqual(stored[key as keyof typeof fields], value));
    const record = isSame
      ? stored
      : stored
        ? ((await servers.update(stored.id, { ...fields, sealedConfig: null })) ?? stored)
        : await servers.insert(fields);
    const entry = known ?? new ServerEntry(record);
    if (!known && stored) entry.toolRecords = await tools.ofServer(record.id);
    if (known) table.remove(known);
    entry.change(record);
    entry.fault = undefined;
    entry.secrets = noSecrets;
    entry.service = service;
    table.add(entry);
  }
  state.configServices = services;
}

/** A record of the config file's that it has no more makes room for a server of its name. */
export async function makeRoom({ options: { store } }: CatalogState, name: string): Promise<void> {
  const record = await store.servers.findByName(name);
  if (record?.source === 'config') await store.servers.delete(record.id);
}

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
