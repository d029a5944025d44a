import type { Store } from '@gw/store';
import type { AuditTrail } from './audit/audit-trail.ts';
import type { ApiKeyring } from './keys/api-keyring.ts';
import type { ToolScopes } from './sessions/tool-scopes.ts';

/** What the routes of the platform API work with, once it is open. */
export interface PlatformParts {
  readonly store: Store;
  readonly keys: ApiKeyring;
  readonly audit: AuditTrail;
  readonly sessions: ToolScopes;
}
