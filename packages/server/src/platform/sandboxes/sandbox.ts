import type { Workspace } from '@gw/sandbox';
import type { SandboxRecord } from '@gw/store';
import { PlatformError } from '../problem.ts';

/** A sandbox: what is kept of it, and where its files and commands are. */
export interface Sandbox {
  readonly record: SandboxRecord;
  /** Absent: it is not on this host. */
  readonly workspace: Workspace | undefined;
}

/** What to tell of it: the workspace knows, as it stops by itself. */
export function statusOf({ record, workspace }: Sandbox): string {
  return workspace?.record.state ?? (record.status === 'stopped' ? 'stopped' : 'unavailable');
}

/**
 * The workspace of a sandbox that is to be worked with.
 *
 * @throws PlatformError 409 `GW_SANDBOX_ELSEWHERE`
 */
export function workspaceOf({ record, workspace }: Sandbox): Workspace {
  if (workspace) return workspace;
  throw new PlatformError(
    'GW_SANDBOX_ELSEWHERE',
    409,
    `The files of sandbox ${record.id} are not on this host: another gateway has them, or they are lost`,
  );
}
