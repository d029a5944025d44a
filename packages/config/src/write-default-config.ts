import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, lstat, open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ServerConfig, ServiceConfig } from './schema/gateway-config.ts';

/** A service as a file gives it: all but the command may be left out, and texts may hold `${VAR|default}`. */
export type ServiceEntry = Pick<ServiceConfig, 'command'> &
  Partial<Omit<ServiceConfig, 'command' | 'sandbox'>> & { sandbox?: Partial<ServiceConfig['sandbox']> };

/** What a first configuration file shall hold. */
export interface DefaultConfigOptions {
  /** The services of the new file, as they shall stand there. */
  readonly services: Readonly<Record<string, ServiceEntry>>;
  /** Default: 32 random characters (192 bits). */
  readonly password?: string;
  /** Default: 43 random characters (256 bits). */
  readonly token?: string;
}

/** What was written, and where to: password and token are to be shown once, to who started the gateway. */
export interface WrittenConfig {
  /** The absolute path of the file. */
  readonly path: string;
  readonly server: Readonly<Omit<ServerConfig, 'tls'>>;
  readonly services: DefaultConfigOptions['services'];
}

/**
 * Writes a first configuration file: listening on 127.0.0.1:8080, user `admin`, generated password and token,
 * readable by its owner alone (mode 0600). The file appears whole or not at all, and never replaces another one.
 *
 * @param path absolute, or relative to the working folder of the process.
 * @throws the error of the file system: code `EEXIST` when something is at the path already.
 */
export async function writeDefaultConfig(
  path: string,
  options: DefaultConfigOptions,
): Promise<WrittenConfig> {
  const absolute = resolve(path);
  await refuseExisting(absolute);
  const content = firstContent(options);
  await writeNew(absolute, `${JSON.stringify(content, null, 2)}\n`);
  return { path: absolute, server: content.server, services: content.services };
}

function firstContent({ services, password, token }: DefaultConfigOptions) {
  return {
    server: {
      host: '127.0.0.1',
      port: 8080,
      auth_user: 'admin',
      auth_password: password ?? randomBytes(24).toString('base64url'),
      auth_token: token ?? randomBytes(32).toString('base64url'),
    },
    services,
    session: { default_timeout: 300, max_sessions_per_service: 100, cleanup_interval: 60 },
    rate_limiting: {
      default_limits: ['200 per day', '50 per hour'],
      tools_limit: '30 per minute',
      call_limit: '10 per minute',
      session_delete_limit: '20 per minute',
      storage_uri: 'memory://',
    },
    logging: { level: 'INFO' },
  };
}

/** Asked first, so that a file in a folder that can't be written is found to be there. */
async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found) throw Object.assign(new Error(`${path} exists already`), { code: 'EEXIST', path });
}

async function writeNew(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeDurably(temporary, text);
    await putInPlace(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

/** Unlike a rename, a link never replaces what is there. Some file systems have none; there a copy must do. */
async function putInPlace(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
}
