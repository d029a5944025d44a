import { randomBytes } from 'node:crypto';
import { ConfigError, type ConfigIssue, type Env, parseConfig } from '../src/index.ts';

/** A text that no message can hold by chance. */
export const newSecret = (): string => `secret-${randomBytes(12).toString('hex')}`;

const token = newSecret();

/** Parses a file in `/srv`, with a token unless the file has a `server` of its own. */
export function parse(file: object, env: Env = {}) {
  return parseConfig(withToken(file), { env, cwd: '/srv', configPath: '/etc/gateway/config.json' });
}

/** The issues of a file that must be refused. */
export function issuesOf(file: unknown, env: Env = {}): ConfigIssue[] {
  return refusal(file, env).issues;
}

/** The error of a file that must be refused. */
export function refusal(file: unknown, env: Env = {}): ConfigError {
  try {
    const input = typeof file === 'object' && file !== null && !Array.isArray(file) ? withToken(file) : file;
    parseConfig(input, { env, cwd: '/srv', configPath: '/etc/gateway/config.json' });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** A file with one service, whose entry is given. */
export const serviceFile = (entry: object) => ({ services: { one: { command: ['server'], ...entry } } });

function withToken(file: object): object {
  return 'server' in file ? file : { server: { auth_token: token }, ...file };
}
