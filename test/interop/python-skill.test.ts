import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../e2e/gateway.ts';
import { hostile } from '../e2e/services.ts';
import { verifies } from '../verifies.ts';
import { type OriginalGateway, startOriginalGateway } from './original-gateway.ts';
import { callFunctions, type GatewayAddress, python, swaigTest } from './python.ts';

const services = {
  it: hostile('', { sandbox: { resource_limits: false } }),
  other: hostile('', { sandbox: { resource_limits: false } }),
};
const unlimited = '100000 per second';
const rate_limiting = {
  default_limits: [unlimited],
  tools_limit: unlimited,
  call_limit: unlimited,
  session_delete_limit: unlimited,
};

let original: OriginalGateway;
let ours: RunningGateway;
beforeAll(async () => {
  if (!python) return;
  [original, ours] = await Promise.all([
    startOriginalGateway({ services, rate_limiting }),
    startGateway({ services, config: { rate_limiting } }),
  ]);
});
afterAll(async () => {
  await original?.[Symbol.asyncDispose]();
  await ours?.[Symbol.asyncDispose]();
});

/** What a program prints, with what differs from run to run taken out: addresses, ids, generated secrets. */
const normal = (text: string, { url }: GatewayAddress) =>
  text
    .replaceAll(url, 'GATEWAY')
    .replaceAll(/https?:\/\/[^\s"']*/g, 'URL')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.+Z]+/g, 'TIME');

test.skipIf(!python)('the Python skill calls tools, keeps its session, and closes it at hangup', async () => {
  verifies('interop:python-skill:calls', 'interop:python-skill:hangup');
  const answers = await callFunctions(ours, [
    ['mcp_it_echo', { any: 'thing' }, { call_id: 'phone-1' }],
    ['mcp_it_count', {}, { call_id: 'phone-1' }],
    ['mcp_it_count', {}, { call_id: 'transferred', global_data: { mcp_call_id: 'phone-1' } }],
    ['mcp_it_count', {}, { call_id: 'phone-2' }],
    ['_mcp_gateway_hangup', {}, { call_id: 'phone-1' }],
  ]);
  expect(answers.map(({ response }) => response)).toEqual([
    '{"any":"thing"}',
    '1',
    '2',
    '1',
    'Session cleanup complete',
  ]);
  const sessions = (await ours.request('/sessions')).json;
  expect(Object.keys(sessions)).toEqual(['phone-2']);
  expect(sessions['phone-2']).toMatchObject({
    timeout: 120,
    metadata: { agent_id: 'mcp-agent', call_id: 'phone-2' },
  });
});

test.skipIf(!python)('one phone call uses several services through the Python skill', async () => {
  verifies('interop:python-skill:several-services');
  const answers = await callFunctions(ours, [
    ['mcp_it_count', {}, { call_id: 'several' }],
    ['mcp_other_count', {}, { call_id: 'several' }],
  ]);
  expect(answers.map(({ response }) => response)).toEqual(['1', '1']);
});

test.skipIf(!python)('the Python skill speaks the failure of a tool', async () => {
  verifies('interop:python-skill:failures');
  const [failed] = await callFunctions(ours, [['mcp_it_rpc-error', {}, { call_id: 'fails' }]]);
  expect(failed?.response).toMatch(/^Failed to call it\.rpc-error: .*out of cheese/);
});

test.skipIf(!python)('the Python skill works with the token alone', async () => {
  verifies('interop:python-skill:token');
  const env = { GATEWAY_TOKEN: ours.token };
  const [answer] = await callFunctions(ours, [['mcp_it_echo', {}, { call_id: 'token' }]], env);
  expect(answer?.response).toBe('{}');
});

test.skipIf(!python)('swaig-test lists the same tools through ours as through the original', async () => {
  verifies('interop:swaig-test:list-tools');
  const [theirs, mine] = [
    await swaigTest(original, ['--list-tools']),
    await swaigTest(ours, ['--list-tools']),
  ];
  expect(mine).toContain('mcp_it_echo - [it] Does echo');
  expect(normal(mine, ours)).toBe(normal(theirs, original));
});

test.skipIf(!python)('swaig-test executes a tool', async () => {
  verifies('interop:swaig-test:exec');
  const args = ['--call-id', 'test-session', '--exec', 'mcp_it_echo', '--any', 'World'];
  const [theirs, mine] = [await swaigTest(original, args), await swaigTest(ours, args)];
  expect(mine).toContain('{"any":"World"}');
  expect(normal(mine, ours)).toBe(normal(theirs, original));
  expect((await ours.request('/sessions')).json).toHaveProperty('test-session');
});

test.skipIf(!python)('swaig-test dumps the same SWML', async () => {
  verifies('interop:swaig-test:dump-swml');
  const dump = async (gateway: GatewayAddress) => normal(await swaigTest(gateway, ['--dump-swml']), gateway);
  const [theirs, mine] = [await dump(original), await dump(ours)];
  expect(mine).toContain('MCP Gateway Integration');
  expect(mine).toContain('mcp_it_echo');
  expect(mine).toBe(theirs);
});
