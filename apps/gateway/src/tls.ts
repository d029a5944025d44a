import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { GatewayConfig } from '@gw/config';
import { TlsError } from './errors.ts';

/** A certificate with its key, as PEM texts. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

/**
 * The certificate to serve with: the configured files, or `certs/server.pem` of the working folder, which holds
 * certificate and key. Undefined where there is neither: plain HTTP.
 *
 * @throws TlsError (`GW_TLS`) when a file is there and can't be used
 */
export async function loadTls(config: GatewayConfig, cwd: string): Promise<TlsMaterial | undefined> {
  const configured = config.server.tls;
  const [certFile, keyFile] = certificateFiles(config, cwd);
  try {
    const cert = await readFile(certFile, 'utf8');
    const key = keyFile === undefined ? cert : await readFile(keyFile, 'utf8');
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (error) {
    if (!configured && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new TlsError(certFile, error);
  }
}

/** Where certificate and key are, whether or not the files exist; without a second one the first holds both. */
export function certificateFiles(
  { server }: GatewayConfig,
  cwd: string,
): [cert: string] | [cert: string, key: string] {
  const { cert_file = resolve(cwd, 'certs/server.pem'), key_file } = server.tls ?? {};
  return key_file ? [cert_file, key_file] : [cert_file];
}
