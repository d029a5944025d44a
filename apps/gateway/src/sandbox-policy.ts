import { resolve } from 'node:path';
import type { GatewayConfig } from '@gw/config';
import type { SandboxPolicy } from '@gw/sandbox';
import { databaseFolder } from './platform-store.ts';
import { sealingKeyFile } from './sealing-key.ts';
import { certificateFiles } from './tls.ts';

type SandboxSettings = GatewayConfig['services'][string]['sandbox'];

/** A service's `sandbox` block as the sandbox knows it. What the file leaves out stays out, for the preset to say. */
export function sandboxPolicy(settings: SandboxSettings): SandboxPolicy {
  const policy: { [Field in keyof SandboxPolicy]: SandboxPolicy[Field] | undefined } = {
    preset: settings.preset,
    enabled: settings.enabled,
    resourceLimits: settings.resource_limits,
    restrictedEnv: settings.restricted_env,
    dropPrivileges: settings.drop_privileges,
    workingDir: settings.working_dir,
    allowRead: settings.allow_read,
    allowWrite: settings.allow_write,
    hide: settings.hide,
    network: settings.network,
    seccomp: settings.seccomp,
    cpuSeconds: settings.cpu_seconds,
    cpuShare: settings.cpu_share,
    memoryMb: settings.memory_mb,
    processes: settings.processes,
    fileSizeMb: settings.file_size_mb,
    diskMb: settings.disk_mb,
    openFiles: settings.open_files,
    allowDegraded: settings.allow_degraded,
  };
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}

/** The gateway's own files, which no isolated server sees; the sandbox adds the folders that it keeps itself. */
export function gatewayFiles(
  config: GatewayConfig,
  { configPath, cwd }: { configPath: string; cwd: string },
): string[] {
  const { data_dir } = config;
  const kept = [sealingKeyFile(data_dir), databaseFolder(data_dir)];
  return [resolve(cwd, configPath), ...kept, ...certificateFiles(config, cwd)];
}
