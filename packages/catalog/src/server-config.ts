import { isIP } from 'node:net';
import { AddressGuard } from '@gw/mcp-client';
import type { PinPolicy, ServerType } from '@gw/store';
import { CatalogError, invalid } from './errors.ts';
import { sandboxConfig } from './sandbox-settings.ts';
import { maskSecret, maskSecrets } from './secrets/mask.ts';

/** What of a server's configuration is secret. */
export interface ServerSecrets {
  readonly env: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A server's configuration, taken apart: what is shown and stored as it is, and what is sealed. */
export interface DividedConfig {
  /** With the secrets masked. */
  readonly open: Readonly<Record<string, unknown>>;
  readonly secrets: ServerSecrets;
}

/** What holds for servers that the API makes. */
export interface ServerRules {
  /** Private addresses that URLs may lead to, as CIDRs. */
  readonly allowPrivateAddresses: readonly string[];
  /** Whether servers may be commands. */
  readonly allowStdioServers: boolean;
  /** What becomes of changed tools, of services of the config file by name. Default `warn`. */
  readonly pins?: ReadonlyMap<string, PinPolicy>;
}

interface Checking extends ServerRules {
  /** Whether `sandbox` may give more than the default does. */
  readonly mayLoosen: boolean;
  /** What was known before: values that come as they were masked stay what they are. */
  readonly before?: ServerSecrets | undefined;
}

export const noSecrets: ServerSecrets = { env: {}, headers: {} };

const keys: Readonly<Record<ServerType, readonly string[]>> = {
  stdio: ['command', 'args', 'env', 'cwd', 'sandbox', 'package'],
  streamable_http: ['url', 'headers'],
  sse: ['url', 'headers'],
  local: ['endpoint'],
};

/** @throws CatalogError `GW_INVALID`, `GW_COMMANDS_NOT_ALLOWED`, `GW_SANDBOX_LOOSENED` */
export function dividedConfig(
  type: ServerType,
  config: Readonly<Record<string, unknown>>,
  checking: Checking,
): DividedConfig {
  for (const key of Object.keys(config)) {
    if (!keys[type].includes(key)) {
      throw invalid(
        `/config/${key}`,
        `is not known for servers of type ${type}; it takes ${keys[type].join(', ')}`,
      );
    }
  }
  if (type === 'stdio') return stdioConfig(config, checking);
  if (type === 'local') {
    const { endpoint } = config;
    if (endpoint !== undefined) checkUrl('/config/endpoint', endpoint, checking);
    return { open: config, secrets: noSecrets };
  }
  checkUrl('/config/url', config.url, checking);
  const headers = texts('headers', config.headers, checking.before?.headers);
  const wrong = Object.entries(headers).find(
    ([name, value]) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[\r\n\0]/.test(value),
  );
  if (wrong) throw invalid(`/config/headers/${wrong[0]}`, 'is no HTTP header');
  return {
    open: { ...config, ...(config.headers !== undefined && { headers: maskSecrets(headers) }) },
    secrets: { env: {}, headers },
  };
}

function stdioConfig(config: Readonly<Record<string, unknown>>, checking: Checking): DividedConfig {
  if (!checking.allowStdioServers) {
    throw new CatalogError(
      'GW_COMMANDS_NOT_ALLOWED',
      'This gateway takes no commands over the API (security.allow_stdio_servers)',
    );
  }
  const { command, args = [], cwd } = config;
  if (!isText(command) || command === '') throw invalid('/config/command', 'must name a program');
  if (!Array.isArray(args) || !args.every(isText)) throw invalid('/config/args', 'must be a list of texts');
  if (cwd !== undefined && !isText(cwd)) throw invalid('/config/cwd', 'must be the path of a folder');
  if (cwd !== undefined && !checking.mayLoosen) {
    throw new CatalogError('GW_SANDBOX_LOOSENED', 'Only the owner may show a server a folder: config.cwd');
  }
  sandboxConfig(config.sandbox, checking);
  // Which package it was installed from; nothing is made of it.
  texts('package', config.package);
  const env = texts('env', config.env, checking.before?.env);
  const wrong = Object.keys(env).find(name => name === '' || /[=\0]/.test(name));
  if (wrong !== undefined) throw invalid('/config/env', `holds a name that no variable can have: "${wrong}"`);
  return {
    open: { ...config, ...(config.env !== undefined && { env: maskSecrets(env) }) },
    secrets: { env, headers: {} },
  };
}

/** A record of texts, in which those that are as they were shown are what they were. */
function texts(
  key: string,
  value: unknown,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`/config/${key}`, 'must be an object of texts');
  }
  const entries = Object.entries(value).map(([name, text]: [string, unknown]) => {
    if (!isText(text)) throw invalid(`/config/${key}/${name}`, 'must be a text');
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    return [name, known !== undefined && text === maskSecret(known) ? known : text] as const;
  });
  return Object.fromEntries(entries);
}

/** What a name leads to is looked at when it is dialled; an address can be refused now. */
export function checkUrl(
  pointer: string,
  value: unknown,
  { allowPrivateAddresses }: Pick<ServerRules, 'allowPrivateAddresses'>,
): void {
  const url = isText(value) ? URL.parse(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw invalid(pointer, 'must be a URL that begins with http:// or https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(pointer, 'must not hold credentials; give them as a header');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const guard = new AddressGuard(allowPrivateAddresses);
  const literal = isIP(host) > 0 ? host : /(^|\.)localhost\.?$/.test(host) ? '127.0.0.1' : undefined;
  const refusal = literal === undefined ? undefined : guard.refusal(literal);
  if (refusal !== undefined) {
    throw invalid(
      pointer,
      `leads to ${refusal} address; security.allow_private_addresses names those that may be reached`,
    );
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
