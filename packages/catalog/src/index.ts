export { Catalog } from './catalog.ts';
export type {
  CatalogEvents,
  CatalogOptions,
  DeclaredTool,
  OwnProcesses,
  SyncCounts,
  ToolSelection,
} from './catalog-options.ts';
export type {
  BulkAction,
  BulkResult,
  CatalogServer,
  ChangedBy,
  NewServerFields,
  ServerFields,
  ServerHealth,
} from './catalog-server.ts';
export type { CatalogTool, OfferedTool } from './catalog-tool.ts';
export { CatalogError, type CatalogErrorCode, type InvalidValue } from './errors.ts';
export type { CorrectedSchema } from './schema-correction.ts';
export { maskSecret } from './secrets/mask.ts';
export { SecretBox, SecretError } from './secrets/secret-box.ts';
export type { ServerRules } from './server-config.ts';
export type { ToolPlace } from './server-table.ts';
