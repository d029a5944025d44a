import type { ResolvedPolicy } from './policy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Never lent to a server, at any level. */
const secretKey = 'GATEWAY_SECRET_KEY';

/** Variables that make a program load code of someone else's choosing. */
const loaderVariables = ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES'];

/** The variables that name a process's own folder. */
const homeVariables = ['HOME', 'TMPDIR', 'TEMP', 'TMP'];

export interface EnvironmentRequest {
  readonly policy: ResolvedPolicy;
  /** The gateway's environment. */
  readonly gateway: Environment;
  /** The service's own variables: the operator's word, so they win over all but the home folder. */
  readonly service: Environment;
  /** The process's own folder; absent only under the preset `none`. */
  readonly home?: string;
  /** The name of the user that the command runs as. */
  readonly user: string;
}

/**
 * The exact environment of a server. Source: the Config section of the wire contract.
 *
 * - preset `none`: the gateway's but its secret key
 * - `restrictedEnv: false`: the gateway's but its secret key and loader variables, home folders its own
 * - otherwise: PATH, HOME, TMPDIR, TEMP, TMP, USER, LANG and the service's
 */
export function buildEnvironment(request: EnvironmentRequest): Record<string, string> {
  const { policy, gateway, service, home, user } = request;
  if (policy.preset === 'none') return merge(without(gateway, [secretKey]), service);
  const base = policy.restrictedEnv
    ? { PATH: searchPath(gateway), USER: user, LANG: 'C.UTF-8' }
    : without(gateway, [secretKey, ...loaderVariables]);
  const own = home === undefined ? {} : Object.fromEntries(homeVariables.map(name => [name, home]));
  return merge(base, service, own);
}

/** Where programs are looked for when the gateway itself has no PATH. */
export function searchPath(environment: Environment): string {
  return environment.PATH ?? '/usr/local/bin:/usr/bin:/bin';
}

function without(environment: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

function merge(...parts: Environment[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const part of parts)
    for (const [name, value] of Object.entries(part)) if (value !== undefined) merged[name] = value;
  return merged;
}
