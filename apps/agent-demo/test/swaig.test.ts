import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { listen, post } from './fixtures/host.ts';
import shop from './fixtures/shop-agent.ts';

test.each<[string, object]>([
  ['argument.parsed', { argument: { parsed: [{ word: 'hi' }], raw: '{"word":"other"}' } }],
  ['argument.raw', { argument: { parsed: [], raw: '{"word":"hi"}' } }],
  ['argument itself', { argument: { word: 'hi' } }],
  ['arguments', { arguments: { word: 'hi' } }],
])('a function gets its arguments from %s', async (_where, part) => {
  verifies('agent:swaig:post');
  await using host = await listen(shop);
  const { status, body } = await post(host, '/swaig', { function: 'echo', call_id: 'call-1', ...part });
  expect(status).toBe(200);
  expect(JSON.parse(String(body.response))).toEqual({ args: { word: 'hi' }, call_id: 'call-1' });
});

test.each([{}, { argument: null }, { argument: { parsed: ['text'] } }, { argument: { raw: 'not JSON' } }])(
  'arguments that are none (%j) are no arguments',
  async part => {
    await using host = await listen(shop);
    const { body } = await post(host, '/swaig', { function: 'echo', ...part });
    expect(JSON.parse(String(body.response))).toEqual({ args: {} });
  },
);

test('actions go along with the response', async () => {
  await using host = await listen(shop);
  const { body } = await post(host, '/swaig', { function: 'transfer' });
  expect(body).toEqual({ response: 'One moment.', action: [{ hangup: true }] });
});

test('a function that throws is an apology to the caller, and a secret to nobody but the log', async () => {
  verifies('agent:swaig:failure');
  await using host = await listen(shop);
  const { status, body } = await post(host, '/swaig', { function: 'broken' });
  expect(status).toBe(200);
  expect(body.response).toMatch(/^Sorry/);
  expect(JSON.stringify(body)).not.toContain('till');
});

test.each<[unknown, number, string]>([
  [{ function: 'unheard_of' }, 404, 'Unknown function: unheard_of'],
  [{}, 400, 'Missing function name'],
  [{ function: 5 }, 400, 'Missing function name'],
  [[], 400, 'The body must be a JSON object'],
  ['{"function":', 400, ''],
  [{ function: 'echo', filler: 'x'.repeat(2 ** 20) }, 413, ''],
])('a post of %j is refused', async (request, status, error) => {
  verifies('agent:swaig:bad-request');
  await using host = await listen(shop);
  const answer = await post(host, '/swaig', request);
  expect(answer.status).toBe(status);
  expect(answer.body.error).toContain(error);
});

test('an unknown path is a 404 in JSON', async () => {
  await using host = await listen(shop);
  expect(await post(host, '/nowhere?x=1', {})).toEqual({
    status: 404,
    body: { error: 'No route POST /nowhere' },
  });
});
