import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { startProtectedServer } from '../../packages/server/test/platform/protected-server.ts';
import { exportStore, openStore } from '../../packages/store/src/index.ts';
import { verifies } from '../verifies.ts';
import { node, type RunningGateway, root, startGateway } from './gateway.ts';

const server = join(root, 'packages', 'server', 'test', 'fixtures', 'credential-server.mjs');
const secret = () => randomBytes(18).toString('base64url');

/** Every answer that the gateway gave. */
const answers: string[] = [];

async function ask(gateway: RunningGateway, method: string, path: string, body?: object, token?: string) {
  const answer = await gateway.request(`/api/v1${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  answers.push(answer.text);
  return answer;
}

/** Command lines of all processes of the host that can be read. */
async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''));
  return (await Promise.all(lines)).join('\n');
}

/** All files below a folder, by name. */
async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path, await readFile(path, 'latin1')] as const;
      }),
    ),
  );
}

test('secrets that were planted are in no log, answer, error, command line, database file or dump', async () => {
  verifies('connections:secrets:nowhere');
  await using gateway = await startGateway({
    config: {
      security: { allow_private_addresses: ['127.0.0.0/8'] },
      logging: { level: 'debug' },
    },
  });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  await using remote = await startProtectedServer(`${gateway.url}/oauth/callback`);

  const planted: Record<string, string> = {
    env: secret(),
    credential: secret(),
    connection: secret(),
    password: secret(),
    clientSecret: remote.client.secret,
  };
  const local = await ask(gateway, 'POST', '/servers', {
    name: 'variables',
    type: 'stdio',
    config: { command: node, args: [server], env: { OWN_SECRET: planted.env } },
  });
  const { id } = local.json as { id: string };
  await ask(gateway, 'POST', `/servers/${id}/credentials`, { name: 'API_KEY', value: planted.credential });
  // Some of what is sent is refused, and said why.
  await ask(gateway, 'POST', `/servers/${id}/credentials`, { name: 'NO=NAME', value: planted.credential });
  await ask(gateway, 'POST', `/servers/${id}/credentials`, { name: 'API_KEY', value: planted.credential });
  const connection = { server_id: id, credential_type: 'api_key', header_name: 'TOKEN' };
  await ask(gateway, 'POST', '/connections', { ...connection, credential_value: planted.connection });
  await ask(gateway, 'POST', '/connections', { ...connection, credential_value: `${planted.connection}\n` });
  await ask(gateway, 'POST', '/connections', { ...connection, credential_value: [planted.connection] });
  await ask(gateway, 'POST', '/connections/basic', {
    server_id: id,
    username: 'ann',
    password: planted.password,
  });
  const key = await ask(gateway, 'POST', '/users/me/api-keys', { name: 'planted' });
  planted.apiKey = String(key.json.key);
  // It is shown this once.
  answers.pop();
  await ask(gateway, 'GET', '/servers', undefined, planted.apiKey);

  const protectedServer = await ask(gateway, 'POST', '/servers', {
    name: 'protected',
    type: 'streamable_http',
    config: { url: remote.url },
    oauth_config: { client_id: remote.client.id, client_secret: remote.client.secret, issuer: remote.issuer },
  });
  const begun = await ask(gateway, 'POST', `/servers/${protectedServer.json.id}/oauth/authorize`, {});
  const back = await remote.logIn(String(begun.json.authorization_url));
  planted.code = `${back.searchParams.get('code')}`;
  const page = await fetch(back);
  answers.push(await page.text());
  expect(page.status).toBe(200);
  await vi.waitFor(async () => {
    const { json } = await ask(gateway, 'GET', `/servers/${protectedServer.json.id}`);
    expect(json.tool_count).toBe(1);
  }, 10_000);
  planted.token = `${remote.seen.at(-1)}`;
  planted.refreshToken = `${remote.refreshTokens.at(-1)}`;

  // While servers run with all of it.
  for (const tool_name of ['variables__variable', 'protected__hello']) {
    const done = await ask(gateway, 'POST', '/tools/execute', { tool_name, arguments: { name: 'NOTHING' } });
    expect(done.json.error).toBeNull();
  }
  const shown = await commandLines();
  for (const path of [
    '/servers',
    '/connections?include_server=true',
    `/servers/${id}/credentials`,
    '/audit',
  ]) {
    await ask(gateway, 'GET', path);
  }
  gateway.kill('SIGTERM');
  await gateway.exited;
  const places = new Map([...(await filesIn(gateway.folder)), ['command lines', shown]]);
  // The dump that `mcp-gateway export` writes.
  const dump = new PassThrough();
  const dumped = text(dump);
  await using store = await openStore({ dataDir: join(gateway.folder, 'data', 'database') });
  await exportStore(store, dump);
  dump.end();
  places.set('dump', await dumped);
  places.set('answers', answers.join('\n')).set('log', gateway.stderr + gateway.stdout);
  // It was written at all.
  expect(places.get('dump')).toContain('protected');
  expect(
    [...places].filter(([place, content]) => place.includes('/database/') && content.includes('protected')),
  ).not.toEqual([]);
  for (const [kind, planting] of Object.entries(planted)) {
    expect(planting.length, kind).toBeGreaterThan(16);
    for (const [place, content] of places)
      expect(content.includes(planting), `${kind} in ${place}`).toBe(false);
  }
});
