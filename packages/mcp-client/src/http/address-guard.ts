import { BlockList, isIP } from 'node:net';

interface Range {
  /** What kind of address it holds, with its article. */
  readonly kind: string;
  readonly addresses: BlockList;
}

// Source: IANA's special-purpose address registries, and what cloud providers document of their metadata services.
const ipv4Ranges = [
  range('an unspecified', ['0.0.0.0/8']),
  range('a metadata service', ['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200']),
  range('a loopback', ['127.0.0.0/8']),
  range('a private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']),
  range('a link-local', ['169.254.0.0/16']),
  range("a provider's shared", ['100.64.0.0/10']),
  range('a multicast', ['224.0.0.0/4']),
  range('a reserved', ['192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '240.0.0.0/4']),
  range('a documentation', ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24']),
];
const ipv6Ranges = [
  range('an unspecified', ['::']),
  range('a metadata service', ['fd00:ec2::254', 'fd20:ce::254']),
  range('a loopback', ['::1']),
  range('a private', ['fc00::/7', 'fec0::/10']),
  range('a link-local', ['fe80::/10']),
  range('a multicast', ['ff00::/8']),
  range('a tunnel', ['2002::/16', '2001::/32']),
  range('a documentation', ['2001:db8::/32', '3fff::/20']),
  range('a reserved', ['2001::/23']),
];
const globalUnicast = range('', ['2000::/3']).addresses;
/** Prefixes under which an IPv4 address is meant: mapped ones, and those of the well-known NAT64 prefix. */
const ipv4Prefixes = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'];

/** Keeps connections away from addresses that are not of the public internet, unless they are named. */
export class AddressGuard {
  readonly #allowed: BlockList;

  /**
   * @param allowed addresses and CIDR ranges that may be dialled all the same
   * @throws TypeError one of them is neither
   */
  constructor(allowed: readonly string[]) {
    this.#allowed = range('', allowed).addresses;
  }

  /** Why an IP address isn't dialled, as in "a loopback"; `undefined` when it may be. */
  refusal(address: string): string | undefined {
    const [bare = ''] = address.split('%', 1);
    const version = isIP(bare);
    if (version === 0) return 'an unreadable';
    if (contains(this.#allowed, bare)) return undefined;
    const ipv4 = version === 4 ? bare : embeddedIpv4(bare);
    if (ipv4 !== undefined) {
      if (contains(this.#allowed, ipv4)) return undefined;
      return ipv4Ranges.find(({ addresses }) => contains(addresses, ipv4))?.kind;
    }
    const special = ipv6Ranges.find(({ addresses }) => contains(addresses, bare));
    return special?.kind ?? (contains(globalUnicast, bare) ? undefined : 'a reserved');
  }
}

function range(kind: string, members: readonly string[]): Range {
  const addresses = new BlockList();
  for (const member of members) {
    const [address = '', prefix, ...rest] = member.split('/');
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : Number(/^\d{1,3}$/.exec(prefix)?.[0] ?? Number.NaN);
    if (version === 0 || rest.length > 0 || !(length <= bits)) {
      throw new TypeError(
        `${JSON.stringify(member)} is neither an IP address nor a range such as 10.0.0.0/8`,
      );
    }
    addresses.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  }
  return { kind, addresses };
}

const contains = (list: BlockList, address: string) =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The IPv4 address that an IPv6 one stands for. */
function embeddedIpv4(address: string): string | undefined {
  const groups = groupsOf(address);
  if (
    !ipv4Prefixes.includes(
      groups
        .slice(0, 6)
        .map(group => group.toString(16))
        .join(':'),
    )
  )
    return undefined;
  return groups
    .slice(6)
    .flatMap(group => [group >> 8, group & 0xff])
    .join('.');
}

/** The eight numbers of an IPv6 address, whichever way it is written. */
function groupsOf(address: string): number[] {
  // URLs have one way to write them: hexadecimal, with the longest run of zeros left out.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::');
  const numbers = (text: string) =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16));
  const head = numbers(before);
  const tail = numbers(after ?? '');
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
