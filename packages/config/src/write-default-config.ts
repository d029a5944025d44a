import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from './errors.ts';
import type { ServiceConfig } from './schema/services.ts';

/** A service as a file gives it: all but the command may be left out, and texts may hold `${VAR|default}`. */
export type ServiceEntry = Pick<ServiceConfig, 'command'> &
  Partial<Omit<ServiceConfig, 'command' | 'sandbox'>> & { sandbox?: Partial<ServiceConfig['sandbox']> };

export interface DefaultConfigOptions {
  /** The services of the new file, as they shall stand there. */
  readonly services: Readonly<Record<string, ServiceEntry>>;
  /** Default: 32 random characters (192 bits). */
  readonly password?: string;
  /** Default: 43 random characters (256 bits). */
  readonly token?: string;
}

/** What a new configuration file holds; to be shown once to who started the gateway. */
export interface WrittenConfig {
  /** The absolute path of the file. */
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly token: string;
}

/**
 * Writes a first configuration file: listening on 127.0.0.1:8080, user `admin`, generated password and token,
 * readable by its owner alone (mode 0600). The file appears whole or not at all.
 *
 * @param path absolute, or relative to the working folder of the process.
 * @throws {ConfigError} `GW_CONFIG_EXISTS` when something is there already, which stays as it is;
 *   `GW_CONFIG_UNWRITABLE` when the folder doesn't take the file.
 */
export async function writeDefaultConfig(
  path: string,
  options: DefaultConfigOptions,
): Promise<WrittenConfig> {
  const written: WrittenConfig = {
    path: resolve(path),
    host: '127.0.0.1',
    port: 8080,
    user: 'admin',
    password: options.password ?? randomBytes(24).toString('base64url'),
    token: options.token ?? randomBytes(32).toString('base64url'),
  };
  await writeNew(written.path, `${JSON.stringify(content(written, options.services), null, 2)}\n`);
  return written;
}

function content(
  { host, port, user, password, token }: WrittenConfig,
  services: DefaultConfigOptions['services'],
) {
  return {
    server: { host, port, auth_user: user, auth_password: password, auth_token: token },
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

async function writeNew(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    {
      await using file = await open(temporary, 'wx', 0o600);
      await file.writeFile(text);
      await file.sync();
    }
    await putInPlace(temporary, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [reason, summary] =
      code === 'EEXIST'
        ? (['GW_CONFIG_EXISTS', `${path} exists already and was left as it is`] as const)
        : (['GW_CONFIG_UNWRITABLE', `${path} cannot be written: ${message}`] as const);
    throw new ConfigError(reason, summary, [], { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
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
