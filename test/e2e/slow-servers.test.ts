import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { startGateway } from './gateway.ts';
import { hostile } from './services.ts';

test('servers that hang at their start hold up neither the gateway nor the others', async () => {
  verifies('slow:start:others-undelayed');
  const hanging = Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [`a${n}`, hostile('hang-at-start')]),
  );
  await using gateway = await startGateway({ services: { ...hanging, quick: hostile() } });
  expect(await gateway.call('quick', { tool: 'echo', session_id: 's' })).toMatchObject({ status: 200 });
  expect(await gateway.request('/services/quick/tools')).toMatchObject({ status: 200 });
  expect(Object.keys((await gateway.request('/services')).json)).toHaveLength(9);
});

test('listings and calls for a service that is still starting wait for it', async () => {
  verifies('slow:start:waited-for');
  const file = join(tmpdir(), `go-on-${randomUUID()}`);
  await using gateway = await startGateway({ services: { late: hostile(`slow-start=${file}`) } });
  const listing = gateway.request('/services/late/tools');
  const answer = gateway.call('late', { tool: 'echo', session_id: 's' });
  const first = await Promise.race([listing, answer, gateway.request('/health').then(() => 'health')]);
  expect(first).toBe('health');
  await writeFile(file, '');
  expect(await listing).toMatchObject({ status: 200 });
  expect(await answer).toMatchObject({ status: 200 });
});

test('a start that takes longer than its start_timeout is given up and answered', async () => {
  verifies('slow:start:start-timeout');
  await using gateway = await startGateway({
    services: { never: hostile('hang-at-start', { start_timeout: 0.5 }) },
  });
  const { status } = await gateway.call('never', { tool: 'echo', session_id: 's' });
  expect([502, 504]).toContain(status);
});

test('a call that hangs delays no other call, of its own session neither', async () => {
  verifies('slow:call:others-undelayed');
  await using gateway = await startGateway({ services: { it: hostile(), other: hostile() } });
  await gateway.call('it', { tool: 'echo', session_id: 's' });
  const hanging = gateway.call('it', { tool: 'never', session_id: 's', call_timeout: 3 });
  const quick = Promise.all([
    gateway.call('it', { tool: 'echo', session_id: 's' }),
    gateway.call('it', { tool: 'echo', session_id: 't' }),
    gateway.call('other', { tool: 'echo', session_id: 's' }),
  ]);
  expect(await Promise.race([quick.then(() => 'quick'), hanging.then(() => 'hanging')])).toBe('quick');
  expect(await hanging).toMatchObject({ status: 504 });
});

test("a service's call_timeout holds where the call has none", async () => {
  verifies('slow:call:service-timeout');
  await using gateway = await startGateway({ services: { it: hostile('', { call_timeout: 0.3 }) } });
  expect(await gateway.call('it', { tool: 'never', session_id: 's' })).toMatchObject({ status: 504 });
});

test('a client that leaves cancels its call, and the session goes on', async () => {
  verifies('slow:call:client-left');
  await using gateway = await startGateway({ services: { it: hostile() } });
  await gateway.call('it', { tool: 'echo', session_id: 's' });
  const leave = new AbortController();
  const pending = gateway.call('it', { tool: 'never', session_id: 's' }, { signal: leave.signal });
  const inFlight = async () => JSON.stringify((await gateway.request('/sessions')).json);
  const idle = (await inFlight()).replace(/"(last_accessed|time_remaining)":[^,}]*/g, '');
  await expect
    .poll(async () => (await inFlight()).replace(/"(last_accessed|time_remaining)":[^,}]*/g, ''))
    .not.toBe(idle);
  leave.abort();
  await expect(pending).rejects.toThrow();
  expect(await gateway.call('it', { tool: 'echo', session_id: 's' })).toMatchObject({ status: 200 });
});

test('a configuration with 100 services answers while they start', async () => {
  verifies('slow:start:hundred-services');
  const names = Array.from({ length: 100 }, (_, n) => `s${String(n).padStart(3, '0')}`);
  await using gateway = await startGateway({
    services: Object.fromEntries(names.map(name => [name, hostile('hang-at-start', { start_timeout: 5 })])),
  });
  expect(Object.keys((await gateway.request('/services')).json)).toEqual(names);
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
});
