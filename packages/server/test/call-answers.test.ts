import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    services: { tools: {}, other: {}, off: { enabled: false } },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

test('a call answers with session, service, tool and the first text', async () => {
  verifies('server:call:answer');
  const answer = await gateway.call('echo', { text: 'hi' }, { session_id: 'call-1.x_y' });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.json()).toEqual({
    session_id: 'call-1.x_y',
    service: 'tools',
    tool: 'echo',
    result: 'hi',
    content: [{ type: 'text', text: 'hi' }],
  });
});

test('what the server said stands beside the result, unchanged, fields that nobody knows included', async () => {
  verifies('server:call:nothing-lost');
  const body = (await gateway.call('rich')).json();
  expect(body).toEqual({
    session_id: 's1',
    service: 'tools',
    tool: 'rich',
    result: 'first',
    content: [
      { type: 'text', text: 'first' },
      { type: 'text', text: 'second' },
    ],
    structuredContent: { answer: 42, nested: { list: [1, 2] } },
    isError: false,
    _meta: { 'example.com/trace': 'abc' },
    later: ['a field that nobody knows yet'],
  });
});

test('a result whose first item is no text is given whole', async () => {
  verifies('server:call:whole-result');
  const image = { content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] };
  expect((await gateway.call('image')).json()).toMatchObject({ result: image, ...image });
  expect((await gateway.call('empty')).json()).toMatchObject({ result: { content: [] }, content: [] });
  expect((await gateway.call('odd')).json()).toMatchObject({ result: { content: [{ type: 'text' }] } });
});

test('a tool that says it failed is an answer with isError', async () => {
  verifies('server:call:is-error');
  const answer = await gateway.call('fails');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ result: 'it went wrong', isError: true });
});

test('arguments reach the server as they came', async () => {
  verifies('server:call:arguments');
  const args = {
    text: 'Grüße, \u2028 "quoted"\n🙂',
    deep: { list: [1, 2.5, null, true, { a: [] }] },
    __proto__x: 1,
  };
  expect(JSON.parse((await gateway.call('args', args)).json().result)).toEqual(args);
  expect((await gateway.call('args', undefined)).json().result).toBe('{}');
});

test('one session serves several services, each with a process of its own', async () => {
  verifies('server:call:several-services');
  const pids = await Promise.all(
    ['tools', 'other'].map(async service => {
      const answer = await gateway.call('pid', {}, { service, session_id: 'both' });
      return answer.json().result;
    }),
  );
  expect(new Set(pids).size).toBe(2);
});

test('an unknown or disabled service is 404 on a call', async () => {
  verifies('server:call:unknown-service');
  for (const service of ['nope', 'off', 'constructor', '__proto__']) {
    const answer = await gateway.call('echo', {}, { service });
    expect([answer.statusCode, answer.json()]).toEqual([404, { error: `Unknown service: ${service}` }]);
  }
});

test('an unknown tool is 404, and makes no session', async () => {
  verifies('server:call:unknown-tool');
  const answer = await gateway.call('no_such_tool', {}, { session_id: 'never' });
  expect([answer.statusCode, answer.json()]).toEqual([404, { error: 'Unknown tool: no_such_tool' }]);
  expect(gateway.sessions.get('never')).toBeUndefined();
});

test('a first call waits for a service that is still starting', async () => {
  verifies('server:call:waits-for-start');
  await using slow = await startTestGateway({
    services: { tools: { env: { TOOLS_DELAY_MS: '300' } } },
  });
  expect(slow.manager.knownTools('tools')).toBeUndefined();
  expect((await slow.call('echo', { text: 'there' })).json().result).toBe('there');
});

test('the call after a crash gets a fresh process, and says so', async () => {
  verifies('server:call:restarted');
  await gateway.call('count', {}, { session_id: 'crash' });
  const died = await gateway.call('die', {}, { session_id: 'crash' });
  expect(died.statusCode).toBe(502);
  const next = await gateway.call('count', {}, { session_id: 'crash' });
  expect(next.json()).toMatchObject({ result: '1', restarted: true });
  const later = await gateway.call('count', {}, { session_id: 'crash' });
  expect(later.json().result).toBe('2');
  expect(later.json()).not.toHaveProperty('restarted');
});
