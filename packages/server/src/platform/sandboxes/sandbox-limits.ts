import type { SandboxesConfig } from '@gw/config';
import type { SandboxPolicy } from '@gw/sandbox';
import type { SandboxRecord } from '@gw/store';
import { invalidField } from '../problem.ts';
import type { ImageChoice } from './images/sandbox-images.ts';

/** What a caller may ask for of a sandbox; what is left out follows from the configuration. */
export interface SandboxLimits {
  readonly memoryMb?: number | undefined;
  readonly cpuCores?: number | undefined;
  readonly diskMb?: number | undefined;
  readonly idleTimeoutSeconds?: number | undefined;
  readonly networkEnabled?: boolean | undefined;
}

/** CPU time of one process, in seconds: a bound for what is forgotten in the background. */
const cpuSeconds = 86_400;

/**
 * Refuses what is beyond the configuration, or can't be held on this host.
 *
 * @throws PlatformError 422
 */
export function checkLimits(limits: SandboxLimits, config: SandboxesConfig, limitsCpu: boolean): void {
  const { memoryMb, cpuCores, diskMb, idleTimeoutSeconds, networkEnabled } = limits;
  const bounds = [
    ['/memory_mb', memoryMb, config.max_memory_mb],
    ['/cpu_cores', cpuCores, config.max_cpu_cores],
    ['/disk_mb', diskMb, config.max_disk_mb],
    ['/idle_timeout_seconds', idleTimeoutSeconds, config.max_idle_timeout],
  ] as const;
  for (const [pointer, given, most] of bounds)
    if (given !== undefined && given > most) throw invalidField(pointer, `must be at most ${most}`);
  if (cpuCores !== undefined && !limitsCpu && !config.allow_degraded)
    throw invalidField(
      '/cpu_cores',
      'can not be held on this host: there is no cgroup with a cpu controller',
    );
  if (networkEnabled && config.network === 'none')
    throw invalidField('/network_enabled', 'is not possible here: sandboxes have no network');
}

/** What the commands of a sandbox may do. */
export function policyOf(
  record: Pick<SandboxRecord, 'memoryMb' | 'cpuCores' | 'diskMb' | 'networkEnabled'>,
  { policy }: ImageChoice,
  config: SandboxesConfig,
  limitsCpu: boolean,
): SandboxPolicy {
  const { memoryMb, cpuCores, diskMb, networkEnabled } = record;
  return {
    ...policy,
    network: networkEnabled ? (config.network ?? 'host') : 'none',
    ...{ memoryMb, cpuSeconds, diskMb, fileSizeMb: diskMb, processes: config.processes },
    // Given, it has to be held: where it can't be, nobody is told that it is.
    ...(limitsCpu ? { cpuShare: cpuCores } : {}),
    ...(config.allow_degraded ? { allowDegraded: true } : {}),
  };
}
