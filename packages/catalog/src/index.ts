export type { BundleContent } from './bundles/bundle-content.ts';
export type { BundleFields, BundleToolFields, NewBundledTool } from './bundles/bundle-fields.ts';
export type { BundlesOptions } from './bundles/bundle-state.ts';
export type { BundledTool } from './bundles/bundled-tool.ts';
export { Bundles } from './bundles/bundles.ts';
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
  BulkOptions,
  BulkResult,
  CatalogServer,
  ChangedBy,
  NewServerFields,
  ServerFields,
  ServerHealth,
} from './catalog-server.ts';
export type { CatalogTool, OfferedTool } from './catalog-tool.ts';
export type { ConnectionInfo, NewConnectionFields } from './connections/connection.ts';
export { Connections, type ConnectionsOptions } from './connections/connections.ts';
export type { OAuthAppInfo, OAuthConfig } from './connections/oauth/oauth-apps.ts';
export { OAuthApps } from './connections/oauth/oauth-apps.ts';
export type { FinishedLogin, OAuthRequest } from './connections/oauth/oauth-flows.ts';
export { callbackPath, clientMetadataPath, OAuthFlows } from './connections/oauth/oauth-flows.ts';
export { CatalogError, type CatalogErrorCode, type InvalidValue } from './errors.ts';
export type { CatalogEntry, ServerNeed } from './import/catalog-entry.ts';
export {
  type BegunImport,
  type ImportEvents,
  type ImportRequest,
  type ImportResult,
  type ImportRunOptions,
  Imports,
  type SearchOutcome,
} from './import/imports.ts';
export type { InstallProgress } from './import/installer.ts';
export { type CatalogSources, openImports } from './import/open-imports.ts';
export type { PackageClientRequest, PackageClients } from './import/package-client.ts';
export { pinnedParts } from './pinning/pinned-parts.ts';
export type { ToolDifference } from './pinning/tool-differences.ts';
export { type ToolFinding, toolFindings } from './pinning/tool-findings.ts';
export type { ToolPin } from './pinning/tool-pin.ts';
export type { PinnedTool } from './pinning/tool-pins.ts';
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
export type { ServerCredential } from './server-credentials.ts';
export type { SettledServer } from './server-reservations.ts';
export type { ToolPlace } from './server-table.ts';
export { type AttachedFile, type AttachedSkill, skillUri } from './skills/attached-skill.ts';
export { BuiltinSkills, type SkillTemplate } from './skills/builtin-skills.ts';
export { Git } from './skills/git/git.ts';
export { GitCatalogs, type GitCatalogsOptions } from './skills/git/git-catalogs.ts';
export { type PackageFile, packageLimits } from './skills/package-files.ts';
export type { SkillDocument, SkillFrontmatter } from './skills/skill-document.ts';
export { SkillError, type SkillErrorCode } from './skills/skill-error.ts';
export {
  type SkillFields,
  SkillLibrary,
  type SkillLibraryOptions,
  type SkillOrigin,
  type SkillOwner,
} from './skills/skill-library.ts';
export { filesOf, type SkillPackage } from './skills/skill-package.ts';
export type { OfferedSkill } from './skills/skill-source.ts';
