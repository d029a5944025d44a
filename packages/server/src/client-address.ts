import { isIPv6 } from 'node:net';

/** The address without the form that a dual-stack socket gives IPv4: `127.0.0.1` for `::ffff:127.0.0.1`. */
export const plainAddress = (address: string) =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;

/**
 * What rate limits count a client's address by. Whoever has one IPv6 address has the 2^64 of its network too,
 * so that these count as one.
 */
export function addressKey(address: string): string {
  const plain = plainAddress(address);
  return plain.includes(':') && isIPv6(plain) ? networkOf(plain) : plain;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  const network = groups.slice(0, 4).map(group => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
