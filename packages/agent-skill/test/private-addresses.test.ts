import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { GatewayHttp } from '../src/gateway-http.ts';
import { McpGatewaySkill } from '../src/index.ts';
import { isPrivateAddress, privateAddressesAllowed } from '../src/private-address.ts';
import { FixtureGateway } from './fixtures/gateway.ts';

test.each([
  '127.0.0.1',
  '127.8.8.8',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '0.0.0.0',
  '::',
  '::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
])('%s is private', address => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '172.15.0.1',
  '193.168.0.1',
  '2001:4860:4860::8888',
  '::ffff:8.8.8.8',
  'name',
])('%s is not private', address => {
  expect(isPrivateAddress(address)).toBe(false);
});

test.each([
  'http://127.0.0.1:PORT',
  'http://localhost:PORT',
  'http://[::ffff:127.0.0.1]:PORT',
  'http://2130706433:PORT',
])('a gateway at %s is refused before anything is sent, unless the switch allows it', async pattern => {
  verifies('skill:setup:private-address');
  await using gateway = await FixtureGateway.start();
  const gateway_url = pattern.replace('PORT', new URL(gateway.url).port);
  const skill = new McpGatewaySkill({ ...gateway.access, gateway_url }, { env: {} });
  await expect(skill.start()).rejects.toMatchObject({
    code: 'GW_SKILL_ADDRESS_REFUSED',
    message: expect.stringContaining('SWML_ALLOW_PRIVATE_URLS'),
  });
  expect(gateway.seen).toEqual([]);
});

test.each(['1', 'true', 'yes', 'TRUE'])('the switch is on with %s', value => {
  expect(privateAddressesAllowed({ SWML_ALLOW_PRIVATE_URLS: value })).toBe(true);
});

test.each(['', '0', 'false', undefined])('the switch is off with %s', value => {
  expect(privateAddressesAllowed({ SWML_ALLOW_PRIVATE_URLS: value })).toBe(false);
});

/** To the client under test the first gateway is a public one, the other an internal one. */
async function redirected(
  location: (internal: FixtureGateway) => string,
  status = 307,
  method: 'GET' | 'POST' = 'GET',
) {
  const gateway = await FixtureGateway.start();
  const internal = await FixtureGateway.start({ host: '127.0.0.2' });
  const body = '';
  const redirect = { kind: 'answer', status, body, headers: { location: location(internal) } } as const;
  gateway.mishaps.set(`${method} /services`, [redirect]);
  const http = new GatewayHttp({
    baseUrl: new URL(gateway.url),
    authorization: `Bearer ${gateway.token}`,
    verifyTls: true,
    refuses: address => address === '127.0.0.2',
  });
  const request = { method, path: '/services', timeoutMs: 5_000, ...(method === 'POST' && { body: '{}' }) };
  const outcome = await http.send(request).catch((error: unknown) => error);
  http.close();
  await gateway[Symbol.asyncDispose]();
  await internal[Symbol.asyncDispose]();
  return { outcome, internal, gateway };
}

test('a redirect to a private address is refused and reaches nobody', async () => {
  verifies('skill:setup:private-redirect');
  const { outcome, internal } = await redirected(other => `${other.url}/services`);
  expect(outcome).toMatchObject({ code: 'GW_SKILL_ADDRESS_REFUSED' });
  expect(internal.seen).toEqual([]);
});

test('a redirect within the gateway is followed, with credentials', async () => {
  const { outcome, gateway } = await redirected(() => '/services/greeter/tools');
  expect(outcome).toMatchObject({ status: 200 });
  expect(gateway.seen.map(({ path }) => path)).toEqual(['/services', '/services/greeter/tools']);
});

test('credentials stay with the gateway when it redirects to another host', async () => {
  await using elsewhere = await FixtureGateway.start({ host: '127.0.0.3' });
  const { outcome } = await redirected(() => `${elsewhere.url}/services`);
  expect(outcome).toMatchObject({ status: 401 });
  expect(elsewhere.seen[0]?.headers.authorization).toBeUndefined();
});

test('a redirect that would lose the body of a call says where the gateway is', async () => {
  const { outcome } = await redirected(other => `${other.url}/moved`, 302, 'POST');
  expect(outcome).toMatchObject({
    code: 'GW_SKILL_REDIRECT',
    message: expect.stringContaining('set gateway_url'),
  });
});
