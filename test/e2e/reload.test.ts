import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { goOnFile, hostile } from './services.ts';

let gateway: RunningGateway;
beforeEach(async () => {
  gateway = await startGateway({ services: { stays: hostile(), goes: hostile() } });
});
afterEach(() => gateway[Symbol.asyncDispose]());

const services = async () => Object.keys((await gateway.request('/services')).json);
const call = (service: string, tool: string, args = {}) =>
  gateway.call(service, { tool, session_id: 's', arguments: args });

async function reloadWith(change: object): Promise<void> {
  await gateway.writeConfig({ ...gateway.config, ...change });
  gateway.kill('SIGHUP');
}

test('SIGHUP adds and removes services, and keeps the sessions of the others', async () => {
  verifies('reload:sighup:services');
  await call('stays', 'count');
  await call('goes', 'count');
  await reloadWith({ services: { stays: hostile(), comes: hostile() } });
  await expect.poll(services).toEqual(['comes', 'stays']);
  expect(await call('comes', 'echo')).toMatchObject({ status: 200 });
  expect(await call('goes', 'echo')).toMatchObject({ status: 404 });
  expect((await call('stays', 'count')).json.result).toBe('2');
  expect(gateway.stderr).toContain('/services/comes');
});

test('a call in flight survives the reload, even of a service that is gone by then', async () => {
  verifies('reload:calls:in-flight');
  const file = await goOnFile();
  const pending = call('goes', 'wait-for', { file });
  await expect.poll(async () => Object.keys((await gateway.request('/sessions')).json)).toContain('s');
  await reloadWith({ services: { stays: hostile() } });
  await expect.poll(services).toEqual(['stays']);
  await writeFile(file, '');
  expect(await pending).toMatchObject({ status: 200, json: { result: 'waited' } });
});

test('a wrong configuration changes nothing and is logged with its problems', async () => {
  verifies('reload:wrong:changes-nothing');
  await reloadWith({ services: { stays: { command: [] } }, session: { default_timeout: 'soon' } });
  await expect.poll(() => gateway.stderr).toContain('/session/default_timeout');
  expect(gateway.stderr).toContain('/services/stays/command');
  expect(await services()).toEqual(['goes', 'stays']);
  expect(await call('stays', 'echo')).toMatchObject({ status: 200 });
});

test('changed credentials and limits hold from then on', async () => {
  verifies('reload:settings:applied');
  await reloadWith({
    server: { ...gateway.config.server, auth_password: 'another' },
    session: { max_sessions_per_service: 1 },
  });
  await expect.poll(async () => (await gateway.request('/services')).status).toBe(401);
  const authorization = `Basic ${Buffer.from(`${gateway.user}:another`).toString('base64')}`;
  expect((await gateway.request('/services', { headers: { authorization } })).status).toBe(200);
  expect(gateway.stderr).not.toContain('another"');
});

test('--watch applies a change of the file by itself', async () => {
  verifies('reload:watch:applied');
  await using watching = await startGateway({ services: { one: hostile() }, args: ['--watch'] });
  await watching.writeConfig({ ...watching.config, services: { two: hostile() } });
  await expect.poll(async () => Object.keys((await watching.request('/services')).json)).toEqual(['two']);
});
