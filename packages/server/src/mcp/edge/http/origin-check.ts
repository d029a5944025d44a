import { isIP } from 'node:net';
import { plainAddress } from '../../../client-address.ts';

/** What the check goes by. */
export interface OriginCheckOptions {
  /** `security.cors_origins`. */
  readonly corsOrigins: readonly string[];
  /** `security.allowed_hosts`; requests to other hosts don't get here. */
  readonly allowedHosts: readonly string[];
  /** `server.public_url`. */
  readonly publicUrl: string | undefined;
}

/** A request, as far as a browser's part in it goes. */
export interface BrowserRequest {
  /** The `Origin` header, which programs that are no browsers leave out. */
  readonly origin: string | undefined;
  /** The host that the request is for. */
  readonly host: string;
  /** The client's address. */
  readonly address: string;
}

/**
 * Tells which pages of browsers may call: those of configured origins, those of the gateway itself, and those of
 * this machine where the gateway is called by a name of this machine.
 *
 * A page of the gateway's own host is one of the gateway only where that host can be trusted. Any name can be made
 * to point to 127.0.0.1, and a page of that name would then be of the same host (DNS rebinding): over the loopback
 * address, a host is trusted that is configured, an address, or a name of this machine.
 */
export function originCheck(options: OriginCheckOptions): (request: BrowserRequest) => boolean {
  const origins = new Set(options.corsOrigins.map(origin => origin.toLowerCase().replace(/\/$/, '')));
  if (options.publicUrl) origins.add(new URL(options.publicUrl).origin);
  const areHostsConfigured = options.allowedHosts.length > 0 && !options.allowedHosts.includes('*');
  return ({ origin, host, address }) => {
    if (origin === undefined || origins.has('*') || origins.has(origin.toLowerCase())) return true;
    if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
    const page = new URL(origin);
    const target = `${page.protocol}//${host}`;
    if (!URL.canParse(target)) return false;
    const { host: ownHost, hostname } = new URL(target);
    if (isLoopbackName(hostname)) return isLoopbackName(page.hostname);
    if (page.host !== ownHost) return false;
    return areHostsConfigured || isAddress(hostname) || !isLoopbackAddress(address);
  };
}

const isAddress = (hostname: string) => isIP(hostname.replace(/^\[|\]$/g, '')) > 0;

const isLoopbackName = (hostname: string) =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''));

function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}
