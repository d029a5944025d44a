import type { EventEmitter } from 'node:events';
import { type Logger, type McpService, silentLogger } from '@gw/mcp-client';
import type { CatalogEvents, CatalogOptions } from './catalog-options.ts';
import type { CatalogServer } from './catalog-server.ts';
import type { CatalogTool } from './catalog-tool.ts';
import { CatalogError } from './errors.ts';
import { inTurn } from './in-turn.ts';
import type { ServerRules } from './server-config.ts';
import type { ServerEntry } from './server-entry.ts';
import { surfaceHash } from './server-service.ts';
import { serverStatus } from './server-status.ts';
import { ServerTable } from './server-table.ts';

/** What the parts of a catalog share: what there is, in which order it changes, and who is told. */
export class CatalogState {
  readonly options: CatalogOptions;
  readonly logger: Logger;
  readonly table = new ServerTable();
  /** Changes follow each other, so that none is made for a state that another has left. */
  readonly inTurn = inTurn();
  rules: ServerRules;
  configServices: readonly McpService[] = [];
  readonly #events: EventEmitter<CatalogEvents>;

  constructor(options: CatalogOptions, events: EventEmitter<CatalogEvents>) {
    this.options = options;
    this.logger = options.logger ?? silentLogger;
    this.rules = options.rules;
    this.#events = events;
  }

  tellServers(): void {
    this.#events.emit('serversChanged');
  }

  tellTools(serverId: string): void {
    const entry = this.table.find(serverId);
    entry?.local?.tellChanged();
    const name = entry?.record.name;
    if (name !== undefined) this.#events.emit('toolsChanged', serverId, name);
  }

  /** Hands the manager the services that there are now. */
  apply(): void {
    const { manager, onConfigured } = this.options;
    const fromConfig = this.configServices.map(({ name }) => this.table.named(name));
    // The oldest first: who comes later takes no name from those before.
    const others = this.table
      .entries()
      .filter(({ isFromConfig }) => !isFromConfig)
      .sort((one, other) => (one.record.id < other.record.id ? -1 : 1));
    const runnable = [...fromConfig, ...others].filter(entry => entry && !entry.record.stoppedByHand);
    const changes = manager.configure(runnable.flatMap(entry => entry?.service ?? []));
    for (const { service, remembered, isFromConfig } of this.table.entries()) {
      if (service && remembered?.definitionHash === surfaceHash(service)) {
        // There may be a thousand of them: each is started when it is needed.
        manager.remember(service.name, remembered.surface, { untilNeeded: !isFromConfig });
      }
    }
    onConfigured?.(changes);
  }

  view(entry: ServerEntry): CatalogServer {
    const status = serverStatus(entry, this.options.manager);
    return { ...entry.shown, ...status, toolCount: entry.toolRecords.length };
  }

  /** @throws CatalogError `GW_SERVER_NOT_FOUND`, `GW_TOOL_NOT_FOUND` */
  toolOf(serverId: string, toolId: string): CatalogTool {
    this.table.get(serverId);
    const tool = this.table.tool(toolId);
    if (tool?.serverId === serverId) return tool;
    throw new CatalogError('GW_TOOL_NOT_FOUND', `The server has no tool with the id ${toolId}`);
  }
}
