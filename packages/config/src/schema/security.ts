import { isAddressRange } from '../address-range.ts';
import { flag, list, section, textThat } from './setting.ts';

const isHostHeader = (value: string) => value !== '' && !/[\s/@?#]/.test(value);

const isOrigin = (value: string) =>
  value === '*' || (URL.canParse(value) && new URL(value).origin === value.toLowerCase());

const PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

const isProxy = (value: string) => PROXY_RANGES.includes(value) || isAddressRange(value);

/** What browsers, proxies and host names are trusted. */
export const SecuritySchema = section(
  {
    allowed_hosts: list(
      textThat(isHostHeader, {
        expected: 'a host name or address such as "gateway.example.com" or "*.example.com"',
        description: 'A host.',
      }),
      {
        default: [],
        description:
          'Hosts that requests may be addressed to (their `Host` header), ports apart; `*.example.com` stands for every name below. An empty list, and `*` in it, allow any.',
      },
    ),
    cors_origins: list(
      textThat(isOrigin, {
        expected: '"*" or an origin such as "https://app.example.com"',
        description: 'An origin.',
      }),
      {
        default: [],
        description: 'Origins whose pages may read answers in a browser; `*` allows any, an empty list none.',
      },
    ),
    hsts: flag({
      default: true,
      description: 'Whether answers over HTTPS tell browsers to keep to HTTPS (`Strict-Transport-Security`).',
    }),
    trusted_proxies: list(
      textThat(isProxy, {
        expected: `an IP address, a range such as "10.0.0.0/8", or one of ${PROXY_RANGES.join(', ')}`,
        description: 'A proxy.',
      }),
      {
        default: [],
        description:
          'Proxies whose `X-Forwarded-*` headers are believed: addresses, ranges such as `10.0.0.0/8`, or `loopback`, `linklocal`, `uniquelocal`.',
      },
    ),
    allow_private_addresses: list(
      textThat(isAddressRange, {
        expected: 'an IP address or a range such as "10.0.0.0/8"',
        description: 'An address or range.',
      }),
      {
        default: [],
        description:
          'Private, loopback and link-local addresses that the `url` of any service may lead to. What is not named here or at the service is refused, so that no name can be made to point into your network.',
      },
    ),
    allow_stdio_servers: flag({
      default: true,
      description:
        'Whether callers of the platform API may add servers that are commands, which then run on this host. `false` leaves naming commands to this file.',
    }),
  },
  { description: 'Hosts, origins, proxies and addresses, and what callers may add.' },
);
