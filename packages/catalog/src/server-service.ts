import { hash } from 'node:crypto';
import { type InProcessServer, McpService } from '@gw/mcp-client';
import type { ServerRecord, ServerType } from '@gw/store';
import { sandboxConfig } from './sandbox-settings.ts';
import { maskSecrets } from './secrets/mask.ts';
import type { ServerRules, ServerSecrets } from './server-config.ts';

/**
 * Whether there is to be a server, but nobody knows yet how it is reached: it is being installed, or that has failed.
 * The status of all others is seen, not stored.
 */
export const isReserved = ({ status }: Pick<ServerRecord, 'status'>): boolean =>
  status === 'starting' || status === 'error';

/** A server of the API as the MCP client knows it; undefined for one that is still being installed. */
export function serviceOf(
  { name, type, description, config, status }: ServerRecord,
  { env, headers }: ServerSecrets,
  { allowPrivateAddresses }: Pick<ServerRules, 'allowPrivateAddresses'>,
  local: InProcessServer | undefined,
): McpService | undefined {
  if (isReserved({ status })) return undefined;
  const common = { name, description: description ?? '' };
  switch (type) {
    case 'local':
      return new McpService({ ...common, serve: local, headers });
    case 'stdio':
      return new McpService({
        ...common,
        command: [String(config.command), ...((config.args as string[] | undefined) ?? [])],
        env,
        sandboxConfig: {
          // It was checked when it was stored.
          ...sandboxConfig(config.sandbox, { mayLoosen: true }),
          ...(config.cwd !== undefined && { workingDir: String(config.cwd) }),
        },
      });
    case 'streamable_http':
    case 'sse':
      return new McpService({
        ...common,
        url: String(config.url),
        transport: type === 'sse' ? 'sse' : 'streamable-http',
        headers,
        allowPrivateAddresses,
      });
  }
}

/** A service of the config file as a record shows it. */
export function recordOf(service: McpService) {
  const { name, description } = service;
  return { name, description: description || null, source: 'config', ...shownDefinition(service) };
}

function shownDefinition({ command, url, transport, env, headers, serve }: McpService): {
  type: ServerType;
  config: Record<string, unknown>;
} {
  if (serve) return { type: 'local', config: {} };
  if (url !== undefined) {
    const type = transport === 'sse' ? 'sse' : 'streamable_http';
    return { type, config: { url: withoutCredentials(url), headers: maskSecrets(headers) } };
  }
  const [program, ...args] = command;
  return { type: 'stdio', config: { command: program, args, env: maskSecrets(env) } };
}

/** What tells a surface of this definition from one of another. Nothing secret goes into it. */
export const surfaceHash = ({ command, url, transport, env, headers }: McpService): string =>
  hash(
    'sha256',
    JSON.stringify([command, url, transport, Object.keys(env).sort(), Object.keys(headers).sort()]),
  );

function withoutCredentials(url: string): string {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
