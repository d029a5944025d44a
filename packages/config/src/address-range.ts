import { isIP } from 'node:net';

/** Whether a text is an IP address, or a range in CIDR notation such as `10.0.0.0/8` or `fd00::/8`. */
export function isAddressRange(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
