import type {
  Bundles,
  Catalog,
  CatalogSearch,
  Connections,
  Imports,
  SecretBox,
  SkillLibrary,
} from '@gw/catalog';
import type { McpManager } from '@gw/mcp-client';
import type { Store } from '@gw/store';
import type { AuditTrail } from './audit/audit-trail.ts';
import type { ApiKeyring } from './keys/api-keyring.ts';
import type { Operations } from './operations/operations.ts';
import type { SandboxGate } from './sandboxes/sandbox-gate.ts';
import type { PlatformSelections } from './selections/platform-selections.ts';
import type { ToolScopes } from './sessions/tool-scopes.ts';
import type { ToolExecution } from './tools/tool-execution.ts';

/** What the routes of the platform API work with, once it is open. */
export interface PlatformParts {
  readonly store: Store;
  readonly keys: ApiKeyring;
  readonly audit: AuditTrail;
  readonly sessions: ToolScopes;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly manager: McpManager;
  readonly bundles: Bundles;
  /** What bundles and sessions have of it all. */
  readonly selections: PlatformSelections;
  readonly search: CatalogSearch;
  readonly execution: ToolExecution;
  readonly secrets: SecretBox;
  readonly sandboxes: SandboxGate;
  /** Absent where nothing can be installed. */
  readonly imports?: Imports | undefined;
  readonly operations: Operations;
  readonly skills: SkillLibrary;
  /** Where callers reach the gateway, without a slash at the end. */
  readonly publicUrl: () => string;
}
