import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/mcp/hub.ts';
import { eventually, failure, gateway, openHub, textOf } from './open-hub.ts';

const two = { servers: { one: { era: '2025' }, two: { era: '2026', env: { PREFIX: 'x' } } } } as const;
const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);

describe.each(['2025', '2026'] as const)('a %s client of all servers', era => {
  test('calls each tool by its qualified name', async () => {
    verifies('mcp-hub:gateway:tools');
    await using fixture = await openHub(two);
    const client = fixture.client({ era, scope: gateway });
    const { tools } = await client.request('tools/list');
    expect(names(tools)).toEqual(expect.arrayContaining(['one__echo', 'two__xecho']));
    for (const name of ['one__echo', 'two__xecho']) {
      expect(textOf(await client.call(name, { name }))).toEqual({ name });
    }
  });

  test('gets each prompt by its qualified name', async () => {
    verifies('mcp-hub:gateway:prompts');
    await using fixture = await openHub(two);
    const client = fixture.client({ era, scope: gateway });
    const { prompts } = await client.request('prompts/list');
    expect(names(prompts)).toEqual(['one__greet', 'one__curious', 'two__xgreet', 'two__xcurious']);
    const got = await client.request('prompts/get', { name: 'two__xgreet', arguments: { who: 'Ann' } });
    expect(got).toMatchObject({ messages: [{ content: { text: '{"who":"Ann"}' } }] });
  });

  test('reads what is listed, what fits a template, and what no list has, by its own URI', async () => {
    verifies('mcp-hub:gateway:resources');
    await using fixture = await openHub(two);
    const client = fixture.client({ era, scope: gateway });
    const { resources } = await client.request('resources/list');
    expect((resources as { uri: string }[]).map(({ uri }) => uri)).toEqual([
      'fixture://list/one',
      'fixture://list/two',
      'xfixture://list/one',
      'xfixture://list/two',
    ]);
    for (const uri of ['xfixture://list/two', 'xnote://7', 'xfixture://unlisted']) {
      expect(await client.request('resources/read', { uri })).toMatchObject({
        contents: [{ uri, text: `xtext of ${uri}` }],
      });
    }
    const error = await failure(client.request('resources/read', { uri: 'nowhere://x' }));
    expect(error).toMatchObject({ code: era === '2025' ? -32002 : -32602, data: { uri: 'nowhere://x' } });
  });

  test('completes the arguments of prompts and templates', async () => {
    verifies('mcp-hub:gateway:completion');
    await using fixture = await openHub(two);
    const client = fixture.client({ era, scope: gateway });
    const argument = { name: 'a', value: 'v' };
    const complete = (ref: JsonObject) => client.request('completion/complete', { ref, argument });
    expect(await complete({ type: 'ref/prompt', name: 'two__xgreet' })).toMatchObject({
      completion: { values: ['xgreet:v'] },
    });
    expect(await complete({ type: 'ref/resource', uri: 'xnote://{id}' })).toMatchObject({
      completion: { values: ['xnote://{id}:v'] },
    });
    expect(await failure(complete({}))).toMatchObject({ code: -32602 });
  });
});

test('a tool and a prompt that are not there, and methods that name no server, are refused', async () => {
  verifies('mcp-hub:gateway:unknown');
  await using fixture = await openHub(two);
  const client = fixture.client({ scope: gateway });
  expect(await failure(client.call('one__nothing'))).toMatchObject({
    code: -32602,
    message: 'Unknown tool: one__nothing',
  });
  expect(await failure(client.call('echo'))).toMatchObject({ code: -32602 });
  expect(await failure(client.request('prompts/get', { name: 'x' }))).toMatchObject({ code: -32602 });
  expect(await failure(client.request('tools/call', {}))).toMatchObject({ code: -32602 });
  expect(await failure(client.request('tasks/get', { taskId: 't' }))).toMatchObject({ code: -32601 });
  expect(await failure(client.request('example.com/later', { name: 'x' }))).toMatchObject({ code: -32601 });
});

test('a method that nobody here knows goes where its name or URI tells', async () => {
  verifies('mcp-hub:gateway:unknown');
  await using fixture = await openHub(two);
  const client = fixture.client({ scope: gateway });
  expect(await client.request('example.com/later', { name: 'two__xecho', a: 1 })).toMatchObject({
    later: { name: 'xecho', a: 1 },
  });
});

test('of two resources with one URI the first server’s counts, each time', async () => {
  verifies('mcp-hub:gateway:collisions');
  await using fixture = await openHub({ servers: { one: {}, two: {} } });
  const client = fixture.client({ scope: gateway });
  const { resources } = await client.request('resources/list');
  expect(resources).toHaveLength(2);
  await client.request('resources/read', { uri: 'fixture://list/one' });
  expect(Object.keys(fixture.sessions.get(client.caller.sessionId)?.services ?? {})).toEqual(['one']);
});

test('of two tools with one qualified name the first server’s keeps it, and both can be called', async () => {
  verifies('mcp-hub:gateway:collisions');
  await using fixture = await openHub({
    servers: { a: { env: { PREFIX: 'b__' } }, a__b: {} },
  });
  const client = fixture.client({ scope: gateway });
  const { tools } = await client.request('tools/list');
  const pids = names(tools).filter(name => /^a__b__pid/.test(name));
  expect(pids).toEqual(['a__b__pid', expect.stringMatching(/^a__b__pid_[0-9a-f]{8}$/)]);
  const answers = await Promise.all(pids.map(name => client.text(name)));
  const { services } = fixture.sessions.get(client.caller.sessionId)!;
  expect(answers).toEqual([services.a?.pid, services.a__b?.pid]);
});

test('one broken server takes nothing else away, and is named with why and since when', async () => {
  verifies('mcp-hub:gateway:broken');
  await using fixture = await openHub({
    servers: {
      one: { description: 'The first' },
      broken: { command: [process.execPath, '-e', 'process.exit(7)'] },
    },
  });
  const client = fixture.client({ scope: gateway });
  const before = Date.now();
  expect(names((await client.request('tools/list')).tools)).toContain('one__echo');
  expect(Date.now() - before).toBeLessThan(3_000);
  expect(await client.text('one__echo', { a: 1 })).toEqual({ a: 1 });
  const { instructions } = await client.describe();
  expect(instructions).toContain('## one\nThe first\nBe kind to it.');
  expect(instructions).toMatch(
    /## broken\nNot available since \d{4}-\d\d-\d\dT.*Z: Service broken could not be started/,
  );
  expect(await failure(client.call('broken__x'))).toMatchObject({
    code: -32603,
    data: { service: 'broken', retryable: true },
  });
});

test('a server that hangs keeps the first list waiting for three seconds, and later ones not at all', async () => {
  verifies('mcp-hub:gateway:slow');
  await using fixture = await openHub({
    servers: { one: {}, slow: { command: [process.execPath, '-e', 'setInterval(() => {}, 1e6)'] } },
  });
  const client = fixture.client({ scope: gateway });
  const start = Date.now();
  expect(names((await client.request('tools/list')).tools)).toContain('one__echo');
  expect(Date.now() - start).toBeGreaterThanOrEqual(2_900);
  const again = Date.now();
  await client.request('tools/list');
  expect(Date.now() - again).toBeLessThan(500);
});

test('a server that is added is told to whoever listens, and renames nothing', async () => {
  verifies('mcp-hub:gateway:added');
  await using fixture = await openHub({ servers: { one: {} } });
  const client = fixture.client({ scope: gateway });
  client.attach();
  const before = names((await client.request('tools/list')).tools);
  fixture.reload({ servers: { one: {}, two: {} } });
  await eventually(async () => names((await client.request('tools/list')).tools)).toHaveLength(
    2 * before.length,
  );
  expect(names((await client.request('tools/list')).tools).slice(0, before.length)).toEqual(before);
  await eventually(() => client.heard).toContainEqual({
    method: 'notifications/tools/list_changed',
    params: undefined,
  });
});

test('a server that is removed is gone from lists, and from its own path', async () => {
  verifies('mcp-hub:gateway:added');
  await using fixture = await openHub(two);
  const client = fixture.client({ scope: gateway });
  await client.request('tools/list');
  fixture.reload({ servers: { one: {} } });
  expect(names((await client.request('tools/list')).tools).filter(name => name.startsWith('two'))).toEqual(
    [],
  );
  expect(fixture.hub.has({ kind: 'server', name: 'two' })).toBe(false);
  expect(fixture.hub.has({ kind: 'server', name: 'one' })).toBe(true);
});

test('instructions are bounded, of one server and in all', async () => {
  verifies('mcp-hub:gateway:instructions');
  const servers = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [
      `broken-${at}`,
      { command: [process.execPath, '-e', ''], description: 'd'.repeat(1_000) },
    ]),
  );
  await using fixture = await openHub({ servers });
  const { instructions } = await fixture.client({ scope: gateway }).describe();
  expect(instructions?.length).toBe(16_000);
});

test('each tool call is a security event and is counted, under names that are known', async () => {
  verifies('mcp-hub:gateway:events');
  await using fixture = await openHub(two);
  const client = fixture.client({ scope: gateway, sessionId: 's1' });
  await client.call('two__xecho');
  await client.call('one__fails');
  expect(fixture.events).toEqual([
    { type: 'tool_call', service: 'two', tool: 'xecho', session_id: 's1', ip: '192.0.2.1' },
    { type: 'tool_call', service: 'one', tool: 'fails', session_id: 's1', ip: '192.0.2.1' },
  ]);
  const counted = await fixture.metrics.text(fixture.manager, fixture.sessions);
  expect(counted).toContain('gateway_calls_total{service="two",tool="xecho",outcome="ok"} 1');
  expect(counted).toContain('gateway_calls_total{service="one",tool="fails",outcome="tool_error"} 1');
});

test('a server that comes back is told to whoever listens, and is no longer named as gone', async () => {
  verifies('mcp-hub:gateway:broken');
  const gate = join(await mkdtemp(join(tmpdir(), 'gw-hub-')), 'open');
  await using fixture = await openHub({ servers: { one: {}, two: { env: { GATE: gate } } } });
  const client = fixture.client({ scope: gateway });
  client.attach();
  expect(names((await client.request('tools/list')).tools)).not.toContain('two__echo');
  expect((await client.describe()).instructions).toContain('## two\nNot available since');
  await writeFile(gate, '');
  await eventually(() => client.text('two__echo', { a: 1 }).catch(() => undefined)).toEqual({ a: 1 });
  await eventually(() => client.heard).toContainEqual({
    method: 'notifications/tools/list_changed',
    params: undefined,
  });
  expect(names((await client.request('tools/list')).tools)).toContain('two__echo');
  expect((await client.describe()).instructions).not.toContain('Not available');
});

test('of a thousand who listen, each hears what concerns it, and nobody else', async () => {
  verifies('mcp-hub:gateway:streams');
  await using fixture = await openHub({ servers: { one: {}, two: {} } });
  const many = Array.from({ length: 1_000 }, () => fixture.client({ scope: gateway }));
  for (const client of many) client.attach();
  const [first, second] = [many[0]!, many[1]!];
  await first.request('tools/list');
  for (const client of [first, second]) {
    await client.call('one__pid');
    await client.request('resources/subscribe', { uri: 'fixture://list/one' });
  }
  await first.call('one__touch', { uri: 'fixture://list/one' });
  await eventually(() => first.heard).toMatchObject([{ method: 'notifications/resources/updated' }]);
  expect(many.filter(({ heard }) => heard.length > 0)).toEqual([first]);
  fixture.reload({ servers: { one: {} } });
  await eventually(() => many.filter(({ heard }) => heard.length > 0).length).toBe(1_000);
  expect(second.heard).toEqual([{ method: 'notifications/tools/list_changed', params: undefined }]);
});
