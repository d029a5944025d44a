export { type ApiKeyRecord, ApiKeys, type NewApiKey } from './api-keys.ts';
export { Audit, type AuditFilter, type AuditHeadRow, type AuditVerdict } from './audit.ts';
export { type AuditEntry, type AuditRecord, type AuditRow, hashOf as auditHashOf } from './audit-chain.ts';
export { Batch, type BatchOptions } from './batch.ts';
export { type BundleConnectionRecord, BundleConnections } from './bundle-connections.ts';
export { type BundleServerRecord, BundleServers } from './bundle-servers.ts';
export { type BundleToolRecord, BundleTools, type NewBundleTool } from './bundle-tools.ts';
export { type BundleFilter, type BundleRecord, Bundles } from './bundles.ts';
export { CacheEntries, type CacheEntryRecord, type CacheUsage } from './cache-entries.ts';
export {
  type ConnectionFilter,
  type ConnectionRecord,
  Connections,
  type CredentialType,
  type NewConnection,
} from './connections.ts';
export { type CredentialRecord, Credentials } from './credentials.ts';
export type { Database } from './database.ts';
export { exportStore } from './dump/export-store.ts';
export { type ImportOptions, importStore } from './dump/import-store.ts';
export { type EmbeddingRecord, Embeddings } from './embeddings.ts';
export type { Access, Changes, Entities, Entity, Expectation, New } from './entities.ts';
export { StoreConflictError, StoreError, type StoreErrorCode } from './errors.ts';
export { Journal } from './journal.ts';
export type { Logger } from './logger.ts';
export { type OAuthAppRecord, OAuthApps } from './oauth-apps.ts';
export { type OAuthStateRecord, OAuthStates } from './oauth-states.ts';
export { openStore, type StoreOptions } from './open-store.ts';
export { type NewOperation, type OperationFilter, type OperationRecord, Operations } from './operations.ts';
export type { OutsideChange, OutsideListener } from './outside-change.ts';
export {
  type PlatformSessionFilter,
  type PlatformSessionRecord,
  type PlatformSessionStats,
  PlatformSessions,
} from './platform-sessions.ts';
export { type NewSandbox, type SandboxActivityRecord, Sandboxes, type SandboxRecord } from './sandboxes.ts';
export type { Sealed } from './sealed.ts';
export {
  type NewServer,
  type PinPolicy,
  type ServerFilter,
  type ServerRecord,
  type ServerStatus,
  Servers,
  type ServerType,
} from './servers.ts';
export { type SettingRecord, Settings } from './settings.ts';
export { type SkillAttachmentRecord, SkillAttachments } from './skill-attachments.ts';
export { type NewSkill, type SkillFileRecord, type SkillFilter, type SkillRecord, Skills } from './skills.ts';
export { Store } from './store.ts';
export { type SurfaceRecord, Surfaces } from './surfaces.ts';
export { Tables } from './tables.ts';
export {
  type NewTool,
  type SyncResult,
  type ToolDefinition,
  type ToolOverrides,
  type ToolRecord,
  Tools,
} from './tools.ts';
export type { Page, Window } from './window.ts';
