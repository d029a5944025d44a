import { randomBytes } from 'node:crypto';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';

const json = { 'content-type': 'application/json' };

describe.skipIf(!postgresPrograms)('two gateways on one PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  const ask = (gateway: RunningGateway, method: string, path: string, body?: object, headers = {}) =>
    gateway.request(`/api/v1${path}`, {
      method,
      headers: { ...json, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });

  /** What one has done is there for the other within a second. */
  const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 1_000, interval: 20 });

  test('what is changed at one holds at the other within a second', async () => {
    verifies('platform:replicas:follow');
    const storage = await postgres.createDatabase();
    const env = { GATEWAY_SECRET_KEY: randomBytes(32).toString('hex') };
    const config = { storage } as unknown as Record<string, Record<string, unknown>>;
    await using one = await startGateway({ config, env });
    await using other = await startGateway({ config, env });
    for (const gateway of [one, other]) {
      await vi.waitFor(async () => expect((await ask(gateway, 'GET', '/servers')).status).toBe(200), 20_000);
    }

    const { json: server } = await ask(one, 'POST', '/servers', { name: 'things', type: 'local' });
    await soon(async () => expect((await ask(other, 'GET', `/servers/${server.id}`)).status).toBe(200));

    const tools = [{ name: 'sum', description: 'Adds numbers.' }];
    await ask(one, 'PUT', `/servers/${server.id}/tools`, { tools });
    await soon(async () => {
      const { json: found } = await ask(other, 'POST', '/tools/search', { query: 'add numbers' });
      expect(found.tools).toMatchObject([{ display_name: 'sum' }]);
    });

    const { json: key } = await ask(one, 'POST', '/users/me/api-keys', {
      name: 'mine',
      scopes: ['servers:read'],
    });
    const authorization = `Bearer ${key.key}`;
    const withKey = async (gateway: RunningGateway) =>
      (await ask(gateway, 'GET', '/servers', undefined, { authorization })).status;
    await soon(async () => expect(await withKey(other)).toBe(200));
    await ask(other, 'DELETE', `/users/me/api-keys/${key.id}`);
    await soon(async () => expect(await withKey(one)).toBe(401));

    const { json: session } = await ask(one, 'POST', '/sessions', { allowed_tool_names: [] });
    const inSession = { 'x-session-id': String(session.id) };
    await soon(async () => {
      const { json: found, status } = await ask(other, 'POST', '/tools/search', { query: 'sum' }, inSession);
      expect([status, found.tools]).toEqual([200, []]);
    });

    await ask(other, 'DELETE', `/servers/${server.id}`);
    await soon(async () => expect((await ask(one, 'GET', `/servers/${server.id}`)).status).toBe(404));
  });
});
