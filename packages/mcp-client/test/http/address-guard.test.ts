import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { AddressGuard } from '../../src/http/address-guard.ts';

const refusedByDefault = [
  ['0.0.0.0', 'an unspecified'],
  ['127.0.0.1', 'a loopback'],
  ['127.255.255.254', 'a loopback'],
  ['10.1.2.3', 'a private'],
  ['172.31.0.1', 'a private'],
  ['192.168.1.1', 'a private'],
  ['169.254.1.1', 'a link-local'],
  ['169.254.169.254', 'a metadata service'],
  ['168.63.129.16', 'a metadata service'],
  ['100.100.100.200', 'a metadata service'],
  ['100.64.0.1', "a provider's shared"],
  ['224.0.0.1', 'a multicast'],
  ['255.255.255.255', 'a reserved'],
  ['192.0.2.1', 'a documentation'],
  ['::', 'an unspecified'],
  ['::1', 'a loopback'],
  ['fe80::1', 'a link-local'],
  ['fe80::1%eth0', 'a link-local'],
  ['fc00::1', 'a private'],
  ['fd00:ec2::254', 'a metadata service'],
  ['ff02::1', 'a multicast'],
  ['::ffff:127.0.0.1', 'a loopback'],
  ['::ffff:a9fe:a9fe', 'a metadata service'],
  ['64:ff9b::10.0.0.1', 'a private'],
  ['64:ff9b:1::1', 'a reserved'],
  ['2002:7f00:1::', 'a tunnel'],
  ['2001:0:7f00:1::', 'a tunnel'],
  ['::127.0.0.1', 'a reserved'],
  ['::ffff:0:127.0.0.1', 'a reserved'],
  ['2001:db8::1', 'a documentation'],
  ['4000::1', 'a reserved'],
  ['localhost', 'an unreadable'],
] as const;

test('addresses that are not of the public internet are refused, in whichever form they are written', () => {
  verifies('mcp-http:addresses:kinds');
  const guard = new AddressGuard([]);
  for (const [address, kind] of refusedByDefault) expect(guard.refusal(address), address).toBe(kind);
});

test('public addresses are not', () => {
  verifies('mcp-http:addresses:kinds');
  const guard = new AddressGuard([]);
  for (const address of ['1.1.1.1', '172.32.0.1', '2606:4700::1111', '64:ff9b::101:101', '::ffff:8.8.8.8']) {
    expect(guard.refusal(address), address).toBeUndefined();
  }
});

test('named addresses and ranges are allowed, and no others', () => {
  verifies('mcp-http:addresses:allowed');
  const guard = new AddressGuard(['10.0.0.0/8', '127.0.0.1', 'fd00::/8', '169.254.169.254/32']);
  for (const address of [
    '10.9.9.9',
    '127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'fd12::1',
    '169.254.169.254',
  ]) {
    expect(guard.refusal(address), address).toBeUndefined();
  }
  for (const address of ['127.0.0.2', '192.168.0.1', 'fc00::1', '::1', '169.254.169.253']) {
    expect(guard.refusal(address), address).toBeDefined();
  }
  expect(new AddressGuard(['0.0.0.0/0']).refusal('::1')).toBe('a loopback');
  expect(new AddressGuard(['::/0', '0.0.0.0/0']).refusal('::1')).toBeUndefined();
});

test('what is neither an address nor a range is refused by name', () => {
  for (const text of ['localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '']) {
    expect(() => new AddressGuard([text])).toThrow(`${JSON.stringify(text)} is neither`);
  }
});
