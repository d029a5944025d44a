import type { FileEntry } from '@gw/sandbox';
import type { SandboxActivityRecord } from '@gw/store';
import type { Static } from 'typebox';
import { isoTime, isoTimeOrNull } from '../paging.ts';
import { type Sandbox, statusOf } from './sandbox.ts';
import { type CommandOutcome, remarks } from './sandbox-exec.ts';
import type { ActivityView, ExecView, FileView, SandboxView } from './sandbox-schemas.ts';

/** A sandbox as the wire has it. */
export function sandboxView(sandbox: Sandbox): Static<typeof SandboxView> {
  const { record, workspace } = sandbox;
  const status = statusOf(sandbox);
  return {
    id: record.id,
    user_id: null,
    user_name: record.principal,
    status: status as 'running',
    image: record.image,
    runtime: record.runtime,
    container_id: workspace?.record.image === undefined ? null : `gw-workspace-${record.id}`,
    workspace_path: '/workspace',
    created_at: isoTime(record.createdAt),
    last_activity_at: isoTime(record.lastActivityAt),
    stopped_at: status === 'running' ? null : isoTimeOrNull(record.stoppedAt),
    memory_mb: record.memoryMb,
    cpu_cores: record.cpuCores,
    disk_mb: record.diskMb,
    idle_timeout_seconds: record.idleTimeoutSeconds,
    network_enabled: record.networkEnabled,
    exec_count: record.execCount,
    session_key: record.sessionKey,
  };
}

/** What became of a command, but for its output. */
export const outcomeView = (outcome: CommandOutcome) => ({
  exit_code: outcome.exitCode,
  duration_ms: Math.round(outcome.durationMs),
  timed_out: outcome.timedOut,
  truncated: outcome.stdout.isCut || outcome.stderr.isCut,
  stdout_bytes: outcome.stdout.total,
  stderr_bytes: outcome.stderr.total,
  ended: outcome.ended ?? null,
});

/** What became of a command. Clients that know of no other field find in `stderr` what they have to know. */
export function execView(outcome: CommandOutcome, timeoutMs: number): Static<typeof ExecView> {
  const stderr = outcome.stderr.text;
  const said = remarks(outcome, timeoutMs).map(remark => `[${remark}]\n`);
  const gap = said.length > 0 && stderr !== '' && !stderr.endsWith('\n') ? '\n' : '';
  return { ...outcomeView(outcome), stdout: outcome.stdout.text, stderr: stderr + gap + said.join('') };
}

export function activityView({ id, kind, data, at }: SandboxActivityRecord): Static<typeof ActivityView> {
  const { command, exit_code } = data;
  return {
    id,
    action: kind,
    ...(typeof command === 'string' ? { command } : {}),
    ...(exit_code === undefined ? {} : { exit_code: exit_code as number | null }),
    details: { ...data },
    created_at: isoTime(at),
  };
}

export const fileView = ({
  path,
  type,
  size,
  modifiedAt,
  executable,
}: FileEntry): Static<typeof FileView> => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  type,
  size,
  is_directory: type === 'folder',
  executable,
  modified_at: isoTime(modifiedAt),
});
