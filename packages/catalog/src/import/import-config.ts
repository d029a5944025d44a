import { invalid } from '../errors.ts';
import type { FoundServer } from './catalog-entry.ts';
import type { Installation } from './installer.ts';

type Config = Readonly<Record<string, unknown>>;

const allowed = { package: ['args', 'env', 'cwd', 'sandbox'], remote: ['headers'] } as const;

/**
 * How an imported server is reached: what the catalog says, with what the caller says laid over it. Before it is
 * installed, `command` is a placeholder.
 *
 * @throws CatalogError `GW_INVALID`
 */
export function importConfig(
  { entry, plan }: FoundServer,
  given: Config = {},
  installed?: Installation,
): Config {
  const keys: readonly string[] = allowed[plan.kind];
  const wrong = Object.keys(given).find(key => !keys.includes(key));
  if (wrong !== undefined)
    throw invalid(`/config/${wrong}`, `is not known here; it takes ${keys.join(', ')}`);
  if (plan.kind === 'remote') {
    return { url: plan.url, headers: { ...plan.headers, ...(given.headers as object | undefined) } };
  }
  const [command = plan.id, ...words] = installed?.command ?? [];
  const { args = plan.args, env, ...rest } = given;
  return {
    command,
    // Anything but a list is refused as such.
    args: Array.isArray(args) ? [...words, ...args] : args,
    env: env === undefined || (typeof env === 'object' && env !== null) ? { ...plan.env, ...env } : env,
    ...rest,
    package: {
      registry: plan.from,
      id: plan.id,
      version: plan.version,
      ...(installed?.integrity && { integrity: installed.integrity }),
      ...(entry.homepage && { homepage: entry.homepage }),
    },
  };
}
