import type { Requirement } from '../requirement.ts';

const source = 'issue 5, part 1';

export const egress: readonly Requirement[] = [
  {
    id: 'egress:allow:address',
    sentence:
      'An address or network of `network.allow` is reached at its port, loopback of the host included.',
    source,
  },
  {
    id: 'egress:allow:entries',
    sentence: 'Entries of `network.allow` mean one thing each; what means nothing is refused by name.',
    source,
  },
  {
    id: 'egress:allow:half-open',
    sentence: 'Connections through an allow-list carry any protocol: half-closed, large, and in any order.',
    source,
  },
  {
    id: 'egress:allow:name',
    sentence: 'A domain of `network.allow` is reached by programs that know of no proxy.',
    source,
  },
  {
    id: 'egress:allow:proxy',
    sentence: 'Programs that want a proxy have one, by tunnel and by plain request.',
    source,
  },
  {
    id: 'egress:allow:wildcard',
    sentence: 'A wildcard of `network.allow` names every domain below it, not itself.',
    source,
  },
  {
    id: 'egress:bounds:bytes',
    sentence:
      'A connection through an allow-list holds no more than its buffers, however slow its other end.',
    source,
  },
  {
    id: 'egress:bounds:connections',
    sentence: 'Connections through an allow-list are bounded in number.',
    source,
  },
  {
    id: 'egress:bounds:dns',
    sentence: 'Names that are looked up are bounded in rate and memory; malformed queries harm nobody.',
    source,
  },
  {
    id: 'egress:bounds:idle',
    sentence: 'A connection through an allow-list that stays silent is closed.',
    source,
  },
  {
    id: 'egress:lifetime:cut-off',
    sentence: 'A start that is cut off while its network is made leaves nothing.',
    source,
  },
  {
    id: 'egress:lifetime:nothing-left',
    sentence:
      'The network of an allow-list needs no process, and goes with its command and with the gateway.',
    source,
  },
  {
    id: 'egress:lifetime:ordinary-user',
    sentence: 'An ordinary user gets the same allow-list as root.',
    source,
  },
  {
    id: 'egress:lifetime:unavailable',
    sentence: 'Where the host has no network namespaces, an allow-list is refused with the reason.',
    source,
  },
  {
    id: 'egress:log:bounded',
    sentence: 'What an allow-list kept a server from is logged as a security event, a few times a minute.',
    source,
  },
  {
    id: 'egress:proxy:connect',
    sentence: 'The proxy tunnels to nothing that is not allowed, however its address is written.',
    source,
  },
  {
    id: 'egress:proxy:errors',
    sentence: 'The proxy tells a target that is down from one that is refused.',
    source,
  },
  {
    id: 'egress:proxy:host-header',
    sentence: "A request's address alone decides where it goes; its Host header is written from that.",
    source,
  },
  {
    id: 'egress:proxy:smuggling',
    sentence: 'No second request is smuggled through the proxy unseen.',
    source,
  },
  {
    id: 'egress:refused:dns',
    sentence: 'Looking up a name tells nobody outside anything; names that are not allowed do not exist.',
    source,
  },
  {
    id: 'egress:refused:loopback',
    sentence: "Loopback services of the host are not reached but by an entry of one's own address and port.",
    source,
  },
  {
    id: 'egress:refused:rebinding',
    sentence: 'A name that leads to a private address is refused unless the address is allowed, too.',
    source,
  },
  {
    id: 'egress:refused:redirect',
    sentence: 'A redirect leads nowhere that is not allowed.',
    source,
  },
  {
    id: 'egress:refused:route',
    sentence: 'The metadata address, private networks and the internet have no route.',
    source,
  },
];
