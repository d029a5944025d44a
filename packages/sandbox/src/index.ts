export type { Capabilities } from './capabilities.ts';
export { SandboxError, type SandboxErrorCode } from './errors.ts';
export type { Ending, ExceededLimit, ProcessExit } from './exit-reason.ts';
export type { Mechanism, Mechanisms } from './host.ts';
export type { Logger } from './logger.ts';
export type { NetworkPolicy } from './network-policy.ts';
export { defaultPolicy, type Preset, type ResolvedPolicy, type SandboxPolicy } from './policy.ts';
export type { ProcessUsage } from './process-tree.ts';
export type { Protection } from './protection.ts';
export {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SpawnOptions,
} from './sandbox.ts';
export type { SandboxedProcess } from './sandboxed-process.ts';
