import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway, untilNothingRuns } from './gateway.ts';
import { goOnFile, hostile } from './services.ts';

const servers = (gateway: RunningGateway) =>
  gateway.processes().filter(({ command }) => command.includes('hostile-server.mjs'));

/** Sessions with grandchildren of every kind: the worst that a gateway can have running. */
async function withForkedServers(): Promise<RunningGateway> {
  const gateway = await startGateway({
    services: {
      plain: hostile(),
      stubborn: hostile('ignore-sigterm,fork-at-start'),
      unsandboxed: hostile('fork-at-start', { sandbox: { enabled: false } }),
      spare: hostile('', { warm: 1 }),
    },
  });
  for (const service of ['plain', 'stubborn', 'unsandboxed', 'spare'])
    expect(await gateway.call(service, { tool: 'fork', session_id: 'all' }), service).toMatchObject({
      status: 200,
    });
  const sleepers = () => gateway.processes().filter(({ command }) => command === 'sleep 1000').length;
  await expect.poll(sleepers).toBeGreaterThan(3);
  return gateway;
}

test('SIGTERM lets calls in flight end, then leaves nothing behind', async () => {
  verifies('shutdown:sigterm:drains', 'shutdown:sigterm:nothing-left');
  await using gateway = await startGateway({ services: { it: hostile() } });
  const file = await goOnFile();
  const pending = gateway.call('it', { tool: 'wait-for', session_id: 's', arguments: { file } });
  await expect.poll(async () => Object.keys((await gateway.request('/sessions')).json)).toContain('s');
  gateway.kill('SIGTERM');
  await expect
    .poll(() =>
      fetch(`${gateway.url}/livez`).then(
        r => r.status,
        () => 'refused',
      ),
    )
    .not.toBe(200);
  await writeFile(file, '');
  expect(await pending).toMatchObject({ status: 200, json: { result: 'waited' } });
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  expect(await untilNothingRuns(gateway)).toEqual([]);
});

test('SIGTERM ends the gateway within 12 s, whatever its servers do', async () => {
  verifies('shutdown:sigterm:12-seconds', 'shutdown:sigterm:nothing-left');
  await using gateway = await withForkedServers();
  const pending = gateway.call('stubborn', { tool: 'never', session_id: 'hangs' });
  await expect.poll(async () => Object.keys((await gateway.request('/sessions')).json)).toContain('hangs');
  const began = Date.now();
  gateway.kill('SIGTERM');
  await gateway.exited;
  expect(Date.now() - began).toBeLessThan(12_000);
  expect(await pending, 'a call that has to end early is answered').toMatchObject({ status: 409 });
  expect(await untilNothingRuns(gateway)).toEqual([]);
});

test('SIGKILL of the gateway takes every server and grandchild with it', async () => {
  verifies('shutdown:sigkill:nothing-left', 'cli:exec:one-pid');
  await using gateway = await withForkedServers();
  process.kill(gateway.pid, 'SIGKILL');
  expect(await gateway.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await untilNothingRuns(gateway)).toEqual([]);
});

test('SIGKILL during the start of servers leaves nothing of the half-finished start', async () => {
  verifies('shutdown:sigkill:during-start');
  await using gateway = await startGateway({
    services: {
      hanging: hostile('fork-at-start,hang-at-start'),
      stubborn: hostile('fork-at-start,hang-at-start,ignore-sigterm'),
    },
  });
  await expect.poll(() => servers(gateway).length, { timeout: 10_000 }).toBeGreaterThan(0);
  process.kill(gateway.pid, 'SIGKILL');
  await gateway.exited;
  expect(await untilNothingRuns(gateway)).toEqual([]);
});

test('SIGTERM during the start of servers ends them and the gateway', async () => {
  verifies('shutdown:sigterm:during-start');
  await using gateway = await startGateway({ services: { hanging: hostile('fork-at-start,hang-at-start') } });
  await expect.poll(() => servers(gateway).length, { timeout: 10_000 }).toBeGreaterThan(0);
  const began = Date.now();
  gateway.kill('SIGTERM');
  await gateway.exited;
  expect(Date.now() - began).toBeLessThan(12_000);
  expect(await untilNothingRuns(gateway)).toEqual([]);
});

test('the folders of sessions go with them', async () => {
  verifies('sandbox:home:removed');
  await using gateway = await startGateway({ services: { it: hostile() } });
  const { json } = await gateway.call('it', { tool: 'env', session_id: 's' });
  const { HOME } = JSON.parse(String(json.result)) as { HOME: string };
  expect(HOME.startsWith(gateway.folder)).toBe(true);
  await gateway.request('/sessions/s', { method: 'DELETE' });
  const { existsSync } = await import('node:fs');
  expect(existsSync(HOME)).toBe(false);
});
