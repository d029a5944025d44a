import { GatewayError, McpGateway } from '@gw/sdk';
import { readConfig } from '../../config-file.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../errors.ts';
import { loadTls, type TlsMaterial } from '../../tls.ts';

/** Which gateway is meant. */
export interface GatewayChoice {
  /** Whose address and credentials are used where no other gateway is named. */
  readonly config: string;
  /** Its address. */
  readonly gateway?: string | undefined;
}

/** Where a gateway is, and what lets one in. */
interface GatewayAddress {
  readonly url: string;
  /** Where others reach it. */
  readonly publicUrl: string;
  readonly token: string;
  readonly basic?: string;
  readonly tls?: TlsMaterial | undefined;
}

/**
 * The gateway that commands are for: the one of `--gateway` or MCPGATEWAY_URL, with the key in MCPGATEWAY_TOKEN;
 * otherwise the one that runs with the configuration.
 */
export async function connectPlatform(context: CommandContext, choice: GatewayChoice): Promise<McpGateway> {
  const { url, token, basic, tls } = await addressOf(context, choice);
  if (!token && !basic)
    throw new CommandError(`MCPGATEWAY_TOKEN must be set to a key of the gateway at ${url}`);
  return new McpGateway({
    url,
    apiKey: token,
    timeout: 120,
    onWarning: context.warn,
    ...(basic && { headers: { Authorization: `Basic ${basic}` } }),
    ...(tls && { fetch: await fetchTrusting(tls) }),
  });
}

/** Where the gateway that is meant is. */
export async function addressOf(context: CommandContext, choice: GatewayChoice): Promise<GatewayAddress> {
  const named = (choice.gateway ?? context.env.MCPGATEWAY_URL)?.replace(/\/+$/, '');
  const key = context.env.MCPGATEWAY_TOKEN;
  if (named) return { url: named, publicUrl: named, token: key ?? '' };
  const { config } = await readConfig(context, choice.config);
  const { host, port, auth_user, auth_password, auth_token } = config.server;
  const tls = await loadTls(config, context.cwd);
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  const authority = `${name.includes(':') ? `[${name}]` : name}:${port}`;
  const basic = Buffer.from(`${auth_user}:${auth_password}`).toString('base64');
  const url = `${tls ? 'https' : 'http'}://${authority}`;
  return {
    url,
    publicUrl: config.server.public_url?.replace(/\/+$/, '') ?? url,
    token: key || auth_token || '',
    ...(key || auth_token ? {} : { basic }),
    tls,
  };
}

/** Trusts the certificate that the gateway serves with as it is, whatever name it is for. */
async function fetchTrusting({ cert }: TlsMaterial): Promise<typeof fetch> {
  const { Agent, fetch: undiciFetch } = await import('undici');
  const dispatcher = new Agent({ connect: { ca: cert, checkServerIdentity: () => undefined } });
  return ((url: string, init: object) =>
    undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch;
}

/** A failure in the words of the command line. */
export function asCommandError(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const { statusCode, message, errors } = error;
  if (statusCode === 0) {
    return new CommandError(
      `${message}: start it with mcp-gateway -c FILE, or name another with --gateway`,
      error,
    );
  }
  if (statusCode === 401)
    return new CommandError(`The gateway refuses the credentials (401): ${message}`, error);
  const wrong = errors.length > 1 ? errors.map(one => `\n  ${one.pointer} ${one.message}`).join('') : '';
  return new CommandError(`The gateway answered ${statusCode}: ${message}${wrong}`, error);
}
