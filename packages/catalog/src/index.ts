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
export type { SearchedCatalog } from './search/catalog-search.ts';
export { CatalogSearch } from './search/catalog-search.ts';
export type { Embedder } from './search/embeddings/embedder.ts';
export { EmbeddingError } from './search/embeddings/embedder.ts';
export type { EndpointEmbedderOptions } from './search/embeddings/endpoint-embedder.ts';
export { EndpointEmbedder } from './search/embeddings/endpoint-embedder.ts';
export { LocalEmbedder } from './search/embeddings/local-embedder.ts';
export type { VectorMemory, VectorSearchOptions } from './search/embeddings/vector-search.ts';
export { VectorSearch } from './search/embeddings/vector-search.ts';
export type { SearchedTool } from './search/searched-tool.ts';
export type { SearchOptions, SearchResult, ToolSearchOptions } from './search/tool-search.ts';
export { ToolSearch } from './search/tool-search.ts';
export { WordNet } from './search/word-net.ts';
export { maskSecret } from './secrets/mask.ts';
export { SecretBox, SecretError } from './secrets/secret-box.ts';
export type { ServerRules } from './server-config.ts';
export type { SettledServer } from './server-reservations.ts';
export type { ToolPlace } from './server-table.ts';
