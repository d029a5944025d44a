import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

const settings = /^(npm_config_|uv_|pip_)/i;
const variables = new Set(
  ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'].concat(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap(name => [name, name.toLowerCase()]),
  ),
);
/** Set by `npm run` for the project that it runs in; they would send packages to the wrong place. */
const places =
  /^(npm_config_(cache|local_prefix|prefix|global|user_agent|package|call|workspaces?)|uv_cache_dir)$/i;

/** By what a package client reaches its registries as the gateway's user does; no other variable of the gateway's. */
export async function registryEnvironment(gateway: Environment): Promise<Record<string, string>> {
  const variables = { ...networkVariables(gateway), ...(await configurationFiles(gateway)) };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** The gateway's variables by which package runners reach their registries; nothing else of its environment. */
function networkVariables(gateway: Environment): Environment {
  return Object.fromEntries(
    Object.entries(gateway).filter(
      ([name]) => variables.has(name) || (settings.test(name) && !places.test(name)),
    ),
  );
}

/** The host's own configuration files of npm and uv, which a process with a home of its own would not find. */
async function configurationFiles(gateway: Environment): Promise<Environment> {
  const home = gateway.HOME;
  if (!home) return {};
  const npmrc = join(home, '.npmrc');
  const uv = join(gateway.XDG_CONFIG_HOME ?? join(home, '.config'), 'uv', 'uv.toml');
  return {
    ...((await exists(npmrc)) && { npm_config_userconfig: npmrc }),
    ...((await exists(uv)) && { UV_CONFIG_FILE: uv }),
  };
}

const npmNetworkKey = /^((@[^:]+:)?registry|cafile|proxy|https-proxy|noproxy|strict-ssl)$/;

/** The lines of an `.npmrc` that tell where packages come from; no credentials. */
export async function npmNetworkLines(gateway: Environment): Promise<string[]> {
  const file = gateway.npm_config_userconfig ?? join(gateway.HOME ?? '/', '.npmrc');
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').map(line => line.trim());
  const fromVariables = Object.entries(gateway).flatMap(([name, value]) => {
    const key = /^npm_config_(.*)$/i.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-');
    return key && value ? [`${key}=${value}`] : [];
  });
  return [...lines, ...fromVariables].filter(line => npmNetworkKey.test(line.split('=')[0]?.trim() ?? ''));
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
