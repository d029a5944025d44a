import { BlockList, isIP } from 'node:net';

export type Family = 'ipv4' | 'ipv6';

export interface AddressRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** `10.0.0.0/8`, `fd00::/8`, or a single address; `undefined` for anything else. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return undefined;
  return {
    address,
    prefix: prefix === undefined ? bits : Number(prefix),
    family: version === 4 ? 'ipv4' : 'ipv6',
  };
}

/** An IPv4 address in the clothes of IPv6 is that IPv4 address to everyone who connects to it. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** A set of addresses. */
export class AddressSet {
  readonly #list = new BlockList();

  constructor(ranges: readonly AddressRange[]) {
    for (const { address, prefix, family } of ranges) this.#list.addSubnet(address, prefix, family);
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}

/** Whether an address is one of the public internet. Source: IANA's registries of special-purpose addresses. */
export function isPublicAddress(address: string): boolean {
  const plain = plainAddress(address);
  if (isIP(plain) === 4) return !special.has(plain);
  // Networks without IPv4 reach it through these; what counts is the address within. Source: RFC 6052.
  const embedded = translated.has(plain) ? embeddedAddress(plain) : undefined;
  if (embedded !== undefined) return isPublicAddress(embedded);
  return globalUnicast.has(plain) && !special.has(plain);
}

/** The last 32 bits of an IPv6 address, as IPv4. */
function embeddedAddress(address: string): string | undefined {
  const dotted = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  // The URL parser writes every IPv6 address in its one canonical form.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const tail = (groups[1] ?? groups[0] ?? '').split(':').slice(-2);
  const [high = 0, low = 0] = tail.length === 2 ? tail.map(hex) : [0, hex(tail[0] ?? '')];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function hex(group: string): number {
  return Number.parseInt(group || '0', 16);
}

const rangesOf = (...texts: string[]) =>
  new AddressSet(texts.map(parseAddressRange).filter(range => range !== undefined));

const translated = rangesOf('64:ff9b::/96');
const globalUnicast = rangesOf('2000::/3');
const special = rangesOf(
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // IPv6 that carries IPv4 (Teredo, 6to4), benchmarks and documentation.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
);
