import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SkillError } from './errors.ts';

/** The environment's switch that lets skills reach private addresses; SignalWire's SDKs read the same. */
const ALLOW_PRIVATE_VARIABLE = 'SWML_ALLOW_PRIVATE_URLS';

const ranges = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['0.0.0.0', 8],
] as const)
  ranges.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127], // unspecified and loopback
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  ranges.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address is private, loopback, link-local (cloud metadata too) or unspecified. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  // BlockList looks through IPv4-mapped IPv6 addresses by itself.
  return family !== 0 && ranges.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether the environment's switch is on: `1`, `true` or `yes`. */
export function privateAddressesAllowed(env: Readonly<Record<string, string | undefined>>): boolean {
  return ['1', 'true', 'yes'].includes((env[ALLOW_PRIVATE_VARIABLE] ?? '').toLowerCase());
}

/** Decides which addresses a connection may go to. */
export type AddressPolicy = (address: string) => boolean;

function refusal(host: string, address: string): SkillError {
  const what = host === address ? address : `${host} (${address})`;
  return new SkillError(
    'GW_SKILL_ADDRESS_REFUSED',
    `${what} is a private or loopback address; set ${ALLOW_PRIVATE_VARIABLE}=true to use a gateway there`,
    { spoken: 'the gateway address is not allowed' },
  );
}

/** Throws where a URL names a refused address outright; names are judged when they are resolved. */
export function checkUrlAddress(url: URL, refuses: AddressPolicy): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && refuses(host)) throw refusal(host, host);
}

/**
 * A resolver for connections that fails where any address of a name is refused. The connection uses
 * exactly the addresses judged here, so a name that resolves differently a moment later gains nothing.
 */
export function guardedLookup(refuses: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const refused = addresses.find(({ address }) => refuses(address));
      if (refused) return callback(refusal(hostname, refused.address), '', 0);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
