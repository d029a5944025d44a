import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { SandboxError } from '../errors.ts';
import { type AddressRange, AddressSet, parseAddressRange, plainAddress } from './address-range.ts';

/** One thing that may be reached. */
export type AllowEntry = { readonly port: number } & (
  | { readonly kind: 'name'; readonly name: string; readonly subdomains: boolean }
  | ({ readonly kind: 'address' } & AddressRange)
);

/** Each port is a socket in the command's network. */
const mostPorts = 64;
/** Where the command's own name server listens. */
export const nameServer = { address: '127.0.0.1', port: 53 } as const;

/**
 * Reads the entries of an allow-list:
 *
 * - `api.example.com:443`: that name, wherever in the public internet it leads
 * - `*.example.com:443`: every name below it, not itself
 * - `10.1.2.3:5432`, `10.1.0.0/16:5432`, `[fd00::1]:443`: addresses, private and loopback ones of the host included
 *
 * A name that leads to a private address is reached only where that address is listed, too.
 * Throws `GW_SANDBOX_INVALID_REQUEST` for anything else.
 */
export function parseAllowList(entries: readonly string[]): AllowEntry[] {
  const parsed = entries.map(parseEntry);
  const ports = new Set(parsed.map(({ port }) => port));
  if (ports.size > mostPorts)
    throw refused(`network.allow has ${ports.size} different ports; ${mostPorts} are possible`);
  return parsed;
}

/** What an allow-list says of a target. */
export class AllowList {
  readonly ports: readonly number[];
  readonly #names = new Map<number, Extract<AllowEntry, { kind: 'name' }>[]>();
  readonly #addresses = new Map<number, AddressSet>();
  /** Listed addresses beside loopback. */
  readonly ranges: readonly AddressRange[];

  constructor(entries: readonly AllowEntry[]) {
    this.ports = [...new Set(entries.map(({ port }) => port))];
    const addresses = entries.filter(entry => entry.kind === 'address');
    for (const port of this.ports) {
      const atPort = entries.filter(entry => entry.port === port);
      this.#names.set(
        port,
        atPort.filter(entry => entry.kind === 'name'),
      );
      this.#addresses.set(port, new AddressSet(atPort.filter(entry => entry.kind === 'address')));
    }
    this.ranges = addresses.filter(({ address }) => !isLoopback(address));
  }

  allowsName(name: string, port: number): boolean {
    return (this.#names.get(port) ?? []).some(entry => matches(entry, name));
  }

  /** Whether a name is allowed at any port: what its name server goes by. */
  knowsName(name: string): boolean {
    return this.ports.some(port => this.allowsName(name, port));
  }

  allowsAddress(address: string, port: number): boolean {
    return this.#addresses.get(port)?.has(address) ?? false;
  }
}

/** Lower case, ASCII, without the dot at the end; `undefined` for what is no name of a host. */
export function plainName(text: string): string | undefined {
  const name = domainToASCII(text.endsWith('.') ? text.slice(0, -1) : text);
  const labels = name.split('.');
  if (name.length > 253 || !labels.every(label => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label)))
    return undefined;
  // `127.1` and `0x7f000001` are addresses to some programs.
  return /^(\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? '') ? undefined : name;
}

function parseEntry(entry: string): AllowEntry {
  const [, host = '', digits = ''] = /^(.+):(\d{1,5})$/.exec(entry.trim()) ?? [];
  const port = Number(digits);
  if (!host || port < 1 || port > 65_535)
    throw refused(
      `network.allow: ${entry} must be a domain or an address with its port, as in example.com:443`,
    );
  const bracketed = /^\[(.+)\]$/.exec(host)?.[1];
  const range = parseAddressRange(bracketed ?? host);
  if (range && (range.family === 'ipv6') === (bracketed !== undefined)) {
    if (port === nameServer.port && new AddressSet([range]).has(nameServer.address))
      throw refused(`network.allow: ${entry} is where the command's own name server listens`);
    return { kind: 'address', ...range, port };
  }
  const subdomains = host.startsWith('*.');
  const name = bracketed === undefined ? plainName(subdomains ? host.slice(2) : host) : undefined;
  if (name === 'localhost') throw refused(`network.allow: ${entry} must be given as 127.0.0.1 or [::1]`);
  if (name === undefined || isIP(host) !== 0)
    throw refused(`network.allow: ${entry} names neither a domain nor an address`);
  return { kind: 'name', name, subdomains, port };
}

function matches({ name, subdomains }: { name: string; subdomains: boolean }, asked: string): boolean {
  return subdomains ? asked.endsWith(`.${name}`) : asked === name;
}

function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || plain.startsWith('127.');
}

function refused(message: string): SandboxError {
  return new SandboxError('GW_SANDBOX_INVALID_REQUEST', message);
}
