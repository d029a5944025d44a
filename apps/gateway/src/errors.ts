/** An error that the command shows as it is: what happened, to what, and what to do. */
class GatewayError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
  }
}

/** The log file can't be opened. Code `GW_LOG_FILE`. */
export class LogFileError extends GatewayError {
  constructor(path: string, cause: unknown) {
    super(
      'GW_LOG_FILE',
      `logging.file ${path} can't be opened (${reasonOf(cause)}): name a file that this user may write`,
      cause,
    );
  }
}

/** The address can't be listened on. Code `GW_LISTEN`. */
export class ListenError extends GatewayError {
  constructor(host: string, port: number, cause: unknown) {
    super('GW_LISTEN', `can't listen on ${host}:${port}: ${listenAdvice(cause)}`, cause);
  }
}

/** The certificate or its key can't be used. Code `GW_TLS`. */
export class TlsError extends GatewayError {
  constructor(path: string, cause: unknown) {
    super(
      'GW_TLS',
      `the TLS certificate ${path} can't be used (${reasonOf(cause)}): it must be a PEM file, certs/server.pem with the key in it`,
      cause,
    );
  }
}

/** The key for what MCP clients carry can't be had. Code `GW_SEALING_KEY`. */
export class SealingKeyError extends GatewayError {
  constructor(path: string, cause: unknown) {
    super(
      'GW_SEALING_KEY',
      `the key ${path} can't be used (${reasonOf(cause)}): data_dir must be writable`,
      cause,
    );
  }
}

/** The key for stored secrets is none. Code `GW_SECRET_KEY`. */
export class SecretKeyError extends GatewayError {
  constructor(shortest: number) {
    super(
      'GW_SECRET_KEY',
      `GATEWAY_SECRET_KEY must have at least ${shortest} characters; "openssl rand -hex 32" makes one`,
    );
  }
}

/** Nothing could be reached, found or run as the command line asked. Code `GW_COMMAND`. */
export class CommandError extends GatewayError {
  constructor(message: string, cause?: unknown) {
    super('GW_COMMAND', message, cause);
  }
}

/** The short reason that people read: an error's code where it has one, its message otherwise. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}

function listenAdvice(cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException)?.code) {
    case 'EADDRINUSE':
      return 'something else listens there; stop it, or set server.port to a free one';
    case 'EACCES':
      return 'this user may not; ports below 1024 need rights, choose another server.port';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address; set server.host to one that it has';
    default:
      return reasonOf(cause);
  }
}
