import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { JsonObject } from '../src/index.ts';
import { startAsker, startModern, textOf } from './start-client.ts';

type Heard = [method: string, params: JsonObject | undefined];

test('log messages go to every call in flight over stdio, and say so to all', async () => {
  verifies('mcp-upstream:notifications:calls');
  await using client = await startAsker();
  const all: [string, boolean][] = [];
  client.on('notification', (method, _params, delivered) => void all.push([method, delivered]));
  const waiting: Heard[] = [];
  const logging: Heard[] = [];
  const caller = new AbortController();
  const wait = client.callTool(
    'wait',
    {},
    {
      signal: caller.signal,
      onNotification: (...heard) => void waiting.push(heard),
    },
  );
  wait.catch(() => {});
  await client.callTool(
    'log',
    { data: { a: 1 } },
    { onNotification: (...heard) => void logging.push(heard) },
  );
  const message: Heard = ['notifications/message', { level: 'info', data: { a: 1 } }];
  expect([waiting, logging]).toEqual([[message], [message]]);
  caller.abort();
  await client.callTool('log', { data: 2 });
  expect(waiting).toHaveLength(1);
  expect(all).toEqual([
    ['notifications/message', true],
    ['notifications/message', false],
  ]);
});

test('changes of lists and resources, which concern everyone, belong to no call', async () => {
  verifies('mcp-upstream:notifications:announcements');
  for (const client of [await startAsker(), await startModern()]) {
    await using _ = client;
    await client.subscribe('test://one');
    const heard: Heard[] = [];
    const updated = new Promise(resolve => client.once('resourceUpdated', resolve));
    await client.callTool(
      'change',
      { list: 'prompts', uri: 'test://one' },
      {
        onNotification: (...one) => void heard.push(one),
      },
    );
    await updated;
    expect(heard).toEqual([]);
  }
});

test('a listener of a call that throws keeps nobody from being told', async () => {
  await using client = await startAsker();
  const result = await client.callTool(
    'log',
    { data: 1 },
    {
      onNotification: () => {
        throw new Error('listener');
      },
    },
  );
  expect(textOf(result)).toBe('logged');
});

test('a flood of notifications reaches its call in order, and delays no other server', async () => {
  verifies('mcp-upstream:notifications:flood');
  await using flooding = await startAsker();
  await using calm = await startAsker();
  const seen: unknown[] = [];
  const flood = flooding.callTool(
    'flood',
    { times: 20_000 },
    {
      onNotification: (_method, params) => void seen.push(params?.data),
    },
  );
  for (let n = 0; n < 10; n++) await calm.callTool('log', { data: n }, { timeoutMs: 2_000 });
  await flood;
  expect(seen).toEqual(Array.from({ length: 20_000 }, (_, n) => n));
});

test('a server of the 2025 era is told the level of its log messages', async () => {
  verifies('mcp-upstream:log-level');
  await using client = await startAsker();
  await client.setLogLevel('warning');
  const received = JSON.parse(textOf(await client.callTool('received', {}))) as JsonObject[];
  expect(received).toContainEqual(
    expect.objectContaining({ method: 'logging/setLevel', params: { level: 'warning' } }),
  );
});

test('each request to a server of the 2026 era says the level, until another is set', async () => {
  verifies('mcp-upstream:log-level');
  await using client = await startModern();
  expect(textOf(await client.callTool('log', {}))).toBe('none');
  await client.setLogLevel('debug');
  const heard: Heard[] = [];
  const onNotification = (...one: Heard) => void heard.push(one);
  expect(textOf(await client.callTool('log', {}, { onNotification }))).toBe('debug');
  expect(heard).toEqual([['notifications/message', { level: 'debug', data: 'working' }]]);
  await client.setLogLevel('error');
  expect(textOf(await client.callTool('log', {}))).toBe('error');
});
