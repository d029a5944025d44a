import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { isPublicAddress } from '../../src/egress/address-range.ts';
import { AllowList, parseAllowList } from '../../src/egress/allow-list.ts';
import { NameTable } from '../../src/egress/name-table.ts';

test.each([
  '',
  'api.example.com',
  'api.example.com:0',
  'api.example.com:70000',
  'api.example.com:https',
  'https://api.example.com:443',
  '*:443',
  '*.*.example.com:443',
  'api.*.com:443',
  'localhost:8080',
  '127.1:80',
  '0x7f000001:80',
  '2130706433:80',
  '10.0.0.0/33:80',
  'fd00::1:443',
  '[10.0.0.1]:80',
  'a..b:80',
  'user@example.com:80',
  '127.0.0.1:53',
  '127.0.0.0/8:53',
])('the entry %j is refused', entry => {
  verifies('egress:allow:entries');
  expect(() => parseAllowList([entry])).toThrow(
    expect.objectContaining({
      code: 'GW_SANDBOX_INVALID_REQUEST',
      message: expect.stringContaining('network.allow'),
    }),
  );
});

test('more ports than sockets are made for are refused', () => {
  verifies('egress:allow:entries');
  const entries = Array.from({ length: 65 }, (_, index) => `example.com:${index + 1000}`);
  expect(() => parseAllowList(entries)).toThrow(/65 different ports/);
});

test('names are compared without case, final dot or script', () => {
  verifies('egress:allow:entries');
  const list = new AllowList(parseAllowList(['API.Example.com.:443', '*.müller.example:80']));
  expect(list.allowsName('api.example.com', 443)).toBe(true);
  expect(list.allowsName('api.example.com', 80)).toBe(false);
  expect(list.allowsName('www.xn--mller-kva.example', 80)).toBe(true);
  expect(list.allowsName('notxn--mller-kva.example', 80)).toBe(false);
});

test('addresses are allowed by network, at their port', () => {
  verifies('egress:allow:entries');
  const list = new AllowList(parseAllowList(['10.1.0.0/16:5432', '[fd00::]:443', '[fd01::/16]:443']));
  expect(list.allowsAddress('10.1.2.3', 5432)).toBe(true);
  expect(list.allowsAddress('::ffff:10.1.2.3', 5432)).toBe(true);
  expect(list.allowsAddress('10.2.0.1', 5432)).toBe(false);
  expect(list.allowsAddress('10.1.2.3', 443)).toBe(false);
  expect(list.allowsAddress('fd00::', 443)).toBe(true);
  expect(list.allowsAddress('fd00::1', 443)).toBe(false);
  expect(list.allowsAddress('fd01:2::3', 443)).toBe(true);
});

test.each([
  ...['127.0.0.1', '10.0.0.1', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
  ...['255.255.255.255', '224.0.0.1', '198.18.0.1', '::', '::1', 'fe80::1', 'fd00:ec2::254', 'ff02::1'],
  ...[
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::a00:1',
    '64:ff9b::169.254.169.254',
    '2002:a00:1::',
    '2001::1',
  ],
  ...['2001:db8::1', 'not an address'],
])('%s is no public address', address => {
  verifies('egress:refused:rebinding');
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '64:ff9b::808:808', '::ffff:8.8.8.8'])(
  '%s is a public address',
  address => {
    verifies('egress:refused:rebinding');
    expect(isPublicAddress(address)).toBe(true);
  },
);

test('names that are asked for without end take no memory without end, and no two share an address', () => {
  verifies('egress:bounds:dns');
  const names = new NameTable();
  const first = names.addressOf('first.test');
  const kept = names.addressOf('kept.test');
  const seen = new Set([first, kept]);
  for (let index = 0; index < 20_000; index++) {
    seen.add(names.addressOf(`${index}.test`));
    names.addressOf('kept.test');
  }
  expect(seen.size).toBe(20_002);
  expect(names.nameAt(first)).toBeUndefined();
  expect(names.nameAt(kept)).toBe('kept.test');
});
