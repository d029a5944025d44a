import type { Draft } from './draft.ts';
import type { ConfigIssue } from './errors.ts';
import type { ServerConfig } from './schema/gateway-config.ts';

/** The password of the original's sample configuration: anyone knows it. */
const PUBLISHED_PASSWORD = 'changeme';
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Nothing listens without credentials, and none are taken for granted that can't be used. */
export function checkCredentials(server: Draft<ServerConfig>): ConfigIssue[] {
  const { auth_user: user, auth_password: password, auth_token: token, jwt } = server;
  // One that couldn't be read has an issue already, and may have been meant to suffice.
  if (user === undefined || password === undefined || token === undefined) return [];
  if (token !== '' || (user !== '' && password !== '')) return [];
  if (user === '' && password === '') {
    if (jwt !== undefined) return [];
    const expected = 'auth_user and auth_password, or auth_token';
    const message =
      'must set credentials: auth_user and auth_password, or auth_token (or MCP_AUTH_USER and MCP_AUTH_PASSWORD, or MCP_AUTH_TOKEN in the environment)';
    return [{ pointer: '/server', message, expected }];
  }
  const missing = user === '' ? 'auth_user' : 'auth_password';
  const present = user === '' ? 'auth_password' : 'auth_user';
  const message = `is missing: ${present} is set, and one does not work without the other (or set auth_token)`;
  return [{ pointer: `/server/${missing}`, message, expected: 'a text that is not empty' }];
}

/** Half a pair of credentials beside a token works, but not as someone may think. */
export function warnOfHalfCredentials(server: Draft<ServerConfig>): ConfigIssue[] {
  const { auth_user: user, auth_password: password, auth_token: token } = server;
  if (!token || Boolean(user) === Boolean(password)) return [];
  const [present, missing] = user ? ['auth_user', 'auth_password'] : ['auth_password', 'auth_user'];
  const message = `has no effect without ${missing}: only auth_token lets callers in`;
  return [{ pointer: `/server/${present}`, message }];
}

/**
 * Keeps a gateway with the published password to this machine, as the original does.
 *
 * @returns the host to listen on, and a warning where it isn't the one that was asked for.
 */
export function guardPublishedPassword(server: Draft<ServerConfig>): {
  host?: string;
  warnings: ConfigIssue[];
} {
  const { host, auth_password: password } = server;
  if (password !== PUBLISHED_PASSWORD || host === undefined || LOOPBACK.test(host)) return { warnings: [] };
  const message =
    'has no effect: while auth_password is the published "changeme", the gateway listens on 127.0.0.1 only; set another password';
  return { host: '127.0.0.1', warnings: [{ pointer: '/server/host', message, value: host }] };
}
