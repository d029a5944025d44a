import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { processesWith } from './processes.ts';
import { goOnFile, hostile } from './services.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({
    services: { one: hostile(), two: hostile(), pooled: hostile('', { shared: true }) },
    config: { session: { cleanup_interval: 0.2 } },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (session_id: string, tool: string, args = {}, more = {}, service = 'one') =>
  gateway.call(service, { tool, session_id, arguments: args, ...more });
const result = async (answer: ReturnType<typeof call>) => (await answer).json.result;
/** The pid of the server as this machine numbers it, which inside a sandbox is another. */
async function upstreamPid(session: string, service = 'one'): Promise<number> {
  const { json } = await gateway.request('/sessions');
  const view = json[session] as { services: Record<string, { pid: number }> };
  return view.services[service]!.pid;
}

test('a session keeps the state of its server from call to call, and no other session sees it', async () => {
  verifies('sessions:state:kept', 'sessions:isolation:own-process');
  expect(await result(call('a', 'count'))).toBe('1');
  expect(await result(call('a', 'count'))).toBe('2');
  expect(await result(call('b', 'count'))).toBe('1');
});

test('one session serves several services', async () => {
  verifies('sessions:services:several');
  expect(await result(call('both', 'count'))).toBe('1');
  expect(await result(call('both', 'count', {}, {}, 'two'))).toBe('1');
  expect(await result(call('both', 'count'))).toBe('2');
  const { json } = await gateway.request('/sessions');
  expect(json.both).toMatchObject({ service_name: 'one' });
  expect(Object.keys((json.both as { services: object }).services).sort()).toEqual(['one', 'two']);
});

test('two first calls at once share one process', async () => {
  verifies('sessions:first-calls:one-process');
  const answers = await Promise.all(Array.from({ length: 5 }, () => result(call('twins', 'count'))));
  expect(answers.sort()).toEqual(['1', '2', '3', '4', '5']);
});

test("the first call's timeout and metadata stay with the session", async () => {
  verifies('sessions:timeout:first-call');
  await call('first', 'echo', {}, { timeout: 50, metadata: { first: true } });
  await call('first', 'echo', {}, { timeout: 500, metadata: { first: false } });
  expect((await gateway.request('/sessions')).json.first).toMatchObject({
    timeout: 50,
    metadata: { first: true },
  });
});

test('a server that was killed is replaced at the next call, which says so', async () => {
  verifies('sessions:crash:restarted');
  await call('killed', 'count');
  const pid = await upstreamPid('killed');
  process.kill(pid, 'SIGKILL');
  await expect
    .poll(async () => (await gateway.request('/sessions')).json.killed)
    .toMatchObject({ services: { one: { alive: false } } });
  expect((await call('killed', 'count')).json).toMatchObject({ result: '1', restarted: true });
  const second = await call('killed', 'count');
  expect(second.json.result).toBe('2');
  expect(second.json.restarted).not.toBe(true);
  expect((await gateway.request('/sessions')).json.killed).toMatchObject({
    services: { one: { restarts: 1 } },
  });
});

test('a call whose server dies under it is answered at once', async () => {
  verifies('sessions:crash:in-flight');
  const pending = call('dies', 'never');
  await expect.poll(async () => Object.keys((await gateway.request('/sessions')).json)).toContain('dies');
  await expect
    .poll(async () => (await gateway.request('/sessions')).json.dies)
    .toMatchObject({ services: { one: { in_flight: 1, pid: expect.any(Number) } } });
  process.kill(await upstreamPid('dies'), 'SIGKILL');
  expect((await pending).status).toBe(502);
});

test('an idle session expires, and its process with it', async () => {
  verifies('sessions:expiry:idle');
  await call('idle', 'echo', {}, { timeout: 0.3 });
  const pid = await upstreamPid('idle').catch(() => undefined);
  await expect.poll(async () => Object.keys((await gateway.request('/sessions')).json)).not.toContain('idle');
  if (pid !== undefined) await expect.poll(() => gateway.processes().map(p => p.pid)).not.toContain(pid);
});

test('a call in flight is never cut by expiry', async () => {
  verifies('sessions:expiry:in-flight');
  const file = await goOnFile();
  const pending = call('busy', 'wait-for', { file }, { timeout: 0.2 });
  await call('other', 'echo', {}, { timeout: 0.2 });
  // The other session is gone: a sweep has passed since both were due.
  await expect
    .poll(async () => Object.keys((await gateway.request('/sessions')).json))
    .not.toContain('other');
  await writeFile(file, '');
  expect(await pending).toMatchObject({ status: 200, json: { result: 'waited' } });
});

test('DELETE ends the processes of the session before it answers', async () => {
  verifies('sessions:delete:processes-gone');
  await call('ended', 'fork');
  const pid = await upstreamPid('ended');
  const count = gateway.processes().length;
  expect((await gateway.request('/sessions/ended', { method: 'DELETE' })).status).toBe(200);
  const left = gateway.processes();
  expect(left.map(process => process.pid)).not.toContain(pid);
  expect(left.length).toBeLessThan(count);
});

test('a shared service has one process for all sessions', async () => {
  verifies('sessions:shared:one-process');
  expect(await result(call('s1', 'count', {}, {}, 'pooled'))).toBe('1');
  expect(await result(call('s2', 'count', {}, {}, 'pooled'))).toBe('2');
  await gateway.request('/sessions/s1', { method: 'DELETE' });
  expect(await result(call('s2', 'count', {}, {}, 'pooled'))).toBe('3');
});

test('an Idempotency-Key runs a tool once, however often the call is sent', async () => {
  verifies('rest:idempotency:once');
  const send = () =>
    gateway.call('one', { tool: 'count', session_id: 'retry' }, { headers: { 'idempotency-key': 'k-1' } });
  const [first, second] = await Promise.all([send(), send()]);
  const third = await send();
  expect([first.json.result, second.json.result, third.json.result]).toEqual(['1', '1', '1']);
  expect(await result(call('retry', 'count'))).toBe('2');
});

test('listing services and tools starts no process', async () => {
  verifies('sessions:listing:no-process');
  await gateway.request('/services/one/tools');
  const before = gateway.processes().length;
  for (let n = 0; n < 20; n++) {
    await gateway.request('/services');
    await gateway.request('/services/one/tools');
    expect(gateway.processes().length).toBeLessThanOrEqual(before);
  }
});

test('a warm spare answers the first call of a session, and another takes its place', async () => {
  verifies('sessions:warm:spare');
  await using warm = await startGateway({ services: { ready: hostile('', { warm: 1 }) } });
  await warm.request('/services/ready/tools');
  const servers = () =>
    processesWith(warm.folder).filter(({ command }) => command.includes('hostile-server.mjs'));
  await expect.poll(() => servers().length).toBeGreaterThan(0);
  expect((await warm.call('ready', { tool: 'count', session_id: 'a' })).json.result).toBe('1');
  const used = (await warm.request('/sessions')).json.a as { services: { ready: { pid: number } } };
  expect(used.services.ready.pid).toEqual(expect.any(Number));
  await expect.poll(() => new Set(servers().map(({ pid }) => pid)).size).toBeGreaterThan(1);
});
