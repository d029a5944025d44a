import type { SandboxConfig } from '@gw/mcp-client';
import { CatalogError, invalid } from './errors.ts';

type Field = keyof SandboxConfig;

interface Setting {
  readonly field: Field;
  readonly expected: string;
  isValid(value: unknown): boolean;
  /** Whether a value holds a server no less than the default sandbox does. */
  isStrict(value: unknown): boolean;
}

const presets = ['none', 'medium', 'high', 'strict'];
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const flag = (field: Field, strict: boolean): Setting => ({
  field,
  expected: 'must be true or false',
  isValid: value => typeof value === 'boolean',
  isStrict: value => value === strict,
});

/** @param standard what the sandbox allows where nothing is said */
const limit = (field: Field, standard: number): Setting => ({
  field,
  expected: 'must be a number above 0',
  isValid: value => typeof value === 'number' && Number.isFinite(value) && value > 0,
  isStrict: value => (value as number) <= standard,
});

const paths = (field: Field, strict: boolean): Setting => ({
  field,
  expected: 'must be a list of paths',
  isValid: isTexts,
  isStrict: value => strict || (value as string[]).length === 0,
});

/** Names as in the config file. */
const settings: Readonly<Record<string, Setting>> = {
  preset: {
    field: 'preset',
    expected: `must be one of ${presets.join(', ')}`,
    isValid: value => presets.includes(String(value)),
    isStrict: value => value === 'high' || value === 'strict',
  },
  enabled: flag('enabled', true),
  resource_limits: flag('resourceLimits', true),
  restricted_env: flag('restrictedEnv', true),
  drop_privileges: flag('dropPrivileges', true),
  seccomp: flag('seccomp', true),
  allow_degraded: flag('allowDegraded', false),
  allow_read: paths('allowRead', false),
  allow_write: paths('allowWrite', false),
  hide: paths('hide', true),
  network: {
    field: 'network',
    expected: 'must be "host", "none" or { "allow": ["host:port"] }',
    isValid: value =>
      value === 'host' || value === 'none' || isTexts((value as { allow?: unknown } | null)?.allow),
    isStrict: () => true,
  },
  cpu_share: limit('cpuShare', Number.POSITIVE_INFINITY),
  cpu_seconds: limit('cpuSeconds', 300),
  memory_mb: limit('memoryMb', 512),
  processes: limit('processes', 10),
  file_size_mb: limit('fileSizeMb', 10),
  disk_mb: limit('diskMb', 1024),
  open_files: limit('openFiles', 1024),
};

/**
 * A `sandbox` block of a server of the API.
 *
 * @throws CatalogError `GW_INVALID`; `GW_SANDBOX_LOOSENED` when it gives more than the default and may not
 */
export function sandboxConfig(block: unknown, { mayLoosen }: { readonly mayLoosen: boolean }): SandboxConfig {
  if (block === undefined) return {};
  if (typeof block !== 'object' || block === null || Array.isArray(block)) {
    throw invalid('/config/sandbox', 'must be an object');
  }
  const config = Object.entries(block).map(([name, value]) => {
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (!setting) throw invalid(`/config/sandbox/${name}`, 'is no setting of the sandbox');
    if (!setting.isValid(value)) throw invalid(`/config/sandbox/${name}`, setting.expected);
    if (!mayLoosen && !setting.isStrict(value)) {
      throw new CatalogError(
        'GW_SANDBOX_LOOSENED',
        `Only the owner may give a server more than the default sandbox does: config.sandbox.${name}`,
      );
    }
    return [setting.field, value];
  });
  return Object.fromEntries(config);
}
