import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, failure, gateway, openHub } from './open-hub.ts';

const uri = 'fixture://list/one';

test('a call whose server dies gets an error that names the server, and the next call a new process', async () => {
  verifies('mcp-hub:recovery:dies');
  await using fixture = await openHub();
  const client = fixture.client();
  const pid = await client.text('pid');
  expect(await failure(client.call('die'))).toMatchObject({
    code: -32603,
    message: expect.stringContaining('Service one has exited'),
    data: { service: 'one', retryable: false, code: 'GW_UPSTREAM_EXITED' },
  });
  expect(await client.text('pid')).not.toBe(pid);
});

test('a call that its tool’s annotations let be repeated is, once, when the server dies of it', async () => {
  verifies('mcp-hub:recovery:repeated');
  await using fixture = await openHub();
  const file = join(await mkdtemp(join(tmpdir(), 'gw-hub-')), 'runs');
  const client = fixture.client({ scope: gateway });
  await client.request('tools/list');
  await failure(client.call('one__safe-die', { file }));
  expect(await readFile(file, 'utf8')).toBe('ran\nran\n');
  await failure(client.call('one__die'));
  expect(await readFile(file, 'utf8')).toBe('ran\nran\n');
});

test('subscriptions are set again at the process that takes a dead one’s place, without a call', async () => {
  verifies('mcp-hub:recovery:subscriptions');
  await using fixture = await openHub();
  const client = fixture.client();
  client.attach();
  await client.request('resources/subscribe', { uri });
  const { pid } = fixture.sessions.get(client.caller.sessionId)!.services.one!;
  process.kill(pid!, 'SIGKILL');
  await eventually(() => {
    const now = fixture.sessions.get(client.caller.sessionId)?.services.one;
    return now?.alive === true && now.pid !== pid;
  }).toBe(true);
  await eventually(() => client.text('subscribed')).toEqual([uri]);
  await client.call('touch', { uri });
  await eventually(() => client.heard).toMatchObject([
    { method: 'notifications/resources/updated', params: { uri } },
  ]);
});

test('a listening client is told when the process that took over has other lists, and not when it has the same', async () => {
  verifies('mcp-hub:recovery:lists');
  await using fixture = await openHub();
  const client = fixture.client();
  client.attach();
  await client.text('pid');
  await failure(client.call('die'));
  await client.text('pid');
  expect(client.heard).toEqual([]);
  await client.call('change');
  await eventually(() => client.heard).toHaveLength(1);
  await failure(client.call('die'));
  await client.text('pid');
  await eventually(() => client.heard.length).toBeGreaterThanOrEqual(2);
  expect(client.heard.at(-1)).toMatchObject({ method: 'notifications/tools/list_changed' });
});

test('a process whose definition has changed is replaced under its listeners', async () => {
  verifies('mcp-hub:recovery:reload');
  await using fixture = await openHub();
  const client = fixture.client();
  client.attach();
  await client.request('resources/subscribe', { uri });
  const pid = await client.text('pid');
  fixture.reload({ servers: { one: { env: { EXTRA: 'true' } } } });
  await eventually(() => client.text('pid')).not.toBe(pid);
  await eventually(() => client.text('subscribed')).toEqual([uri]);
  await eventually(() => client.heard).toMatchObject([{ method: 'notifications/tools/list_changed' }]);
});

test('a session that somebody listens to does not expire; one that nobody does goes, with what was set up', async () => {
  verifies('mcp-hub:recovery:idle');
  await using fixture = await openHub({ session: { default_timeout: 1, cleanup_interval: 1 } });
  const [listening, idle] = [fixture.client(), fixture.client()];
  const attachment = listening.attach();
  const pid = await listening.text('pid');
  await idle.text('pid');
  await eventually(() => fixture.sessions.get(idle.caller.sessionId)).toBeUndefined();
  expect(await listening.text('pid')).toBe(pid);
  attachment.detach();
  await eventually(() => fixture.sessions.get(listening.caller.sessionId)).toBeUndefined();
});

test('closing a session ends its processes', async () => {
  verifies('mcp-hub:recovery:closed');
  await using fixture = await openHub({ servers: { one: {}, two: {} } });
  const client = fixture.client({ scope: gateway });
  client.attach();
  await client.text('one__pid');
  await client.text('two__pid');
  await client.close();
  expect(fixture.sessions.get(client.caller.sessionId)).toBeUndefined();
  expect(fixture.sessions.stats().upstreams).toBe(0);
});

test('two first requests at once start one process', async () => {
  verifies('mcp-hub:recovery:single-flight');
  await using fixture = await openHub();
  const client = fixture.client({ capabilities: { roots: {} } });
  expect(new Set(await Promise.all([1, 2, 3].map(() => client.text('pid')))).size).toBe(1);
});

test('a server that cannot start fails its own path with an error that says so', async () => {
  verifies('mcp-hub:recovery:no-start');
  await using fixture = await openHub({
    servers: { one: { command: [process.execPath, '-e', 'process.exit(7)'] } },
  });
  const client = fixture.client();
  const requests = [() => client.describe(), () => client.request('tools/list'), () => client.call('echo')];
  for (const request of requests) {
    expect(await failure(request())).toMatchObject({
      code: -32603,
      data: { service: 'one', retryable: true, code: 'GW_UPSTREAM_START_FAILED' },
    });
  }
});

test('nothing of the hub’s is left when its clients have gone', async () => {
  verifies('mcp-hub:recovery:closed');
  await using fixture = await openHub();
  const events = fixture.manager.events;
  const client = fixture.client({ era: '2026' });
  const listening = await client.listen({ toolsListChanged: true, resourceSubscriptions: [uri] });
  await client.text('pid');
  listening.close();
  await client.close();
  fixture.hub.close();
  expect(events.listenerCount('listChanged') + events.listenerCount('learned')).toBe(0);
});
