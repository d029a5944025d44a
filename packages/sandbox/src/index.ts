export type { Capabilities } from './capabilities.ts';
export { SandboxError, type SandboxErrorCode } from './errors.ts';
export type { Ending, ExceededLimit, ProcessExit, UsedInAll } from './exit-reason.ts';
export type { Mechanism, Mechanisms } from './host.ts';
export type { Logger } from './logger.ts';
export type { NetworkPolicy } from './network-policy.ts';
export { defaultPolicy, type Preset, type ResolvedPolicy, type SandboxPolicy } from './policy.ts';
export type { ProcessUsage } from './process-tree.ts';
export type { Protection } from './protection.ts';
export {
  createSandbox,
  type Inspection,
  type PackageClientRequest,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SpawnOptions,
} from './sandbox.ts';
export type { SandboxedProcess } from './sandboxed-process.ts';
export type { Mount } from './view/place.ts';
export { ContainerEngine, type ContainerEngineOptions } from './workspace/container-engine.ts';
export type { DiskUsage } from './workspace/disk-usage.ts';
export type { EngineRequest, EngineShell, EngineStart, WorkspaceEngine } from './workspace/engine.ts';
export { WorkspaceError, type WorkspaceErrorCode } from './workspace/errors.ts';
export type { ExecRequest, ExecResult } from './workspace/exec.ts';
export type { FileContent, FileEntry, WorkspaceFiles } from './workspace/files.ts';
export { findRuntimes, type HostRuntime, linkPrograms, type RuntimeName } from './workspace/host-runtimes.ts';
export type { Workspace, WorkspaceChanges, WorkspaceUsage } from './workspace/workspace.ts';
export type { WorkspaceRecord } from './workspace/workspace-record.ts';
export type { RunningCommand } from './workspace/workspace-shell.ts';
export {
  createWorkspaces,
  type WorkspaceRequest,
  type Workspaces,
  type WorkspacesOptions,
} from './workspace/workspaces.ts';
