import { SkillError } from './errors.ts';
import { isRecord } from './record.ts';

/** One service of the gateway that the agent uses, and which of its tools. */
export interface ServiceSelection {
  readonly name: string;
  /** `'*'`: all of them. */
  readonly tools: '*' | readonly string[];
}

/** What the skill is given, by the names of SignalWire's skill. Times are in seconds. */
export interface SkillParameters {
  /** Where the gateway listens, `https://gateway.example.com`. */
  gateway_url?: string | undefined;
  /** Bearer token; default `MCP_GATEWAY_AUTH_TOKEN` of the environment. Goes before user and password. */
  auth_token?: string | undefined;
  /** Default `MCP_GATEWAY_AUTH_USER` of the environment. */
  auth_user?: string | undefined;
  /** Default `MCP_GATEWAY_AUTH_PASSWORD` of the environment. */
  auth_password?: string | undefined;
  /** Services to use, `{name, tools}` or a bare name. Default `[]`: all that the gateway has. */
  services?: readonly (string | { readonly name: string; readonly tools?: string | readonly string[] })[];
  /** Idle time after which the gateway ends a call's session. Default 300; at most 3600. */
  session_timeout?: number;
  /** Put before every function's name. Default `mcp_`. */
  tool_prefix?: string;
  /** How often a request is sent before it counts as failed. Default 3. */
  retry_attempts?: number;
  /** How long each attempt may take, and how long a call waits over a rate limit. Default 30. */
  request_timeout?: number;
  /** `false` accepts certificates that nobody vouches for. Default true. */
  verify_ssl?: boolean;
  /** Age at which the list of tools is renewed. Default 60. */
  refresh_interval?: number;
  /** Fields added to every SWAIG function, `{ fillers: { 'en-US': ['One moment'] } }`. */
  swaig_fields?: Readonly<Record<string, unknown>>;
  /** `true`: no prompt section. Default false. */
  skip_prompt?: boolean;
}

/** The parameters checked, defaults filled, times in milliseconds. */
export interface SkillSettings {
  readonly gatewayUrl: URL;
  /** The `Authorization` header. */
  readonly authorization: string;
  readonly services: readonly ServiceSelection[];
  readonly sessionTimeoutSeconds: number;
  readonly toolPrefix: string;
  readonly attempts: number;
  readonly requestTimeoutMs: number;
  readonly verifyTls: boolean;
  readonly refreshIntervalMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Checks the skill's parameters and fills their defaults.
 *
 * @throws SkillError `GW_SKILL_PARAMETERS`, naming every parameter that is missing or wrong.
 */
export function readParameters(input: Readonly<Record<string, unknown>>, env: Env): SkillSettings {
  const problems: string[] = [];

  const text = (name: string, variable?: string): string => {
    const value = input[name] ?? (variable ? env[variable] : undefined) ?? '';
    if (typeof value === 'string') return value;
    problems.push(`${name} must be a text`);
    return '';
  };
  const number = (name: string, fallback: number, most: number, whole = false): number => {
    const value = input[name] ?? fallback;
    if (typeof value === 'number' && value > 0 && value <= most && (!whole || Number.isInteger(value)))
      return value;
    problems.push(`${name} must be a ${whole ? 'whole ' : ''}number above 0 and at most ${most}`);
    return fallback;
  };

  const verify = input.verify_ssl ?? true;
  if (typeof verify !== 'boolean') problems.push('verify_ssl must be true or false');
  const prefix = input.tool_prefix ?? 'mcp_';
  if (typeof prefix !== 'string') problems.push('tool_prefix must be a text');

  if (!isRecord(input.swaig_fields ?? {})) problems.push('swaig_fields must be an object');

  const settings = {
    gatewayUrl: readUrl(text('gateway_url'), problems),
    authorization: readAuthorization(
      text('auth_token', 'MCP_GATEWAY_AUTH_TOKEN'),
      text('auth_user', 'MCP_GATEWAY_AUTH_USER'),
      text('auth_password', 'MCP_GATEWAY_AUTH_PASSWORD'),
      problems,
    ),
    services: readServices(input.services ?? [], problems),
    sessionTimeoutSeconds: number('session_timeout', 300, 3600),
    toolPrefix: String(prefix),
    attempts: number('retry_attempts', 3, 100, true),
    requestTimeoutMs: number('request_timeout', 30, 3600) * 1000,
    verifyTls: verify !== false,
    refreshIntervalMs: number('refresh_interval', 60, 86_400) * 1000,
  };
  if (problems.length > 0) throw new SkillError('GW_SKILL_PARAMETERS', problems.join('; '));
  return settings;
}

function readUrl(value: string, problems: string[]): URL {
  const url = URL.parse(value);
  if (!value) problems.push('gateway_url is missing');
  else if (!url || !['http:', 'https:'].includes(url.protocol))
    problems.push('gateway_url must be an http or https URL');
  else if (url.username || url.password)
    problems.push('gateway_url must not hold credentials: use auth_user and auth_password, or auth_token');
  return url ?? new URL('http://invalid.invalid');
}

function readAuthorization(token: string, user: string, password: string, problems: string[]): string {
  if (/[^\x21-\x7e]/.test(token)) problems.push('auth_token holds characters that a header cannot carry');
  if (token) return `Bearer ${token}`;
  if (!user || !password)
    problems.push(
      user || password
        ? `${user ? 'auth_password' : 'auth_user'} is missing`
        : 'auth_token, or auth_user and auth_password, are missing',
    );
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function readServices(value: unknown, problems: string[]): readonly ServiceSelection[] {
  if (!Array.isArray(value)) {
    problems.push('services must be a list');
    return [];
  }
  return value.flatMap((entry: unknown, index) => {
    const { name, tools = '*' }: { name?: unknown; tools?: unknown } =
      typeof entry === 'string' ? { name: entry } : ((entry as object | null) ?? {});
    if (typeof name !== 'string' || name === '') {
      problems.push(`services[${index}] must have a name`);
      return [];
    }
    const list = typeof tools === 'string' ? [tools] : tools;
    if (!Array.isArray(list) || !list.every(tool => typeof tool === 'string')) {
      problems.push(`services[${index}].tools must be "*" or a list of tool names`);
      return [];
    }
    return [{ name, tools: list.includes('*') ? '*' : list }];
  });
}
