import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { processesWith } from './processes.ts';

/** A gateway over a data folder that outlives it. */
async function startOver(dataDir: string): Promise<RunningGateway> {
  const gateway = await startGateway({ config: { data_dir: dataDir as never } });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  return gateway;
}

const post = (gateway: RunningGateway, path: string, body: object) =>
  gateway.request(`/api/v1/sandboxes${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

/** A time that no other process on this host sleeps, by which its own are found. */
const mark = randomInt(90_000_000, 99_000_000);

test('sandboxes survive a kill of the gateway in the middle of a command, and the command does not', async () => {
  verifies('sandboxes:gateway-killed');
  const folder = await mkdtemp(join(tmpdir(), 'gw-data-'));
  try {
    let id: string;
    {
      await using gateway = await startOver(folder);
      const made = await post(gateway, '', { session_key: 'kept', env_vars: { NAME: 'kept too' } });
      expect(made.status).toBe(201);
      id = `${made.json.id}`;
      await post(gateway, `/${id}/exec`, { command: 'echo kept > file' });
      const running = post(gateway, `/${id}/exec`, {
        command: `sleep ${mark} & sleep ${mark}`,
        timeout_seconds: 600,
      });
      running.catch(() => {});
      await vi.waitFor(() => expect(processesWith(`sleep ${mark}`).length).toBeGreaterThan(0), 10_000);
      gateway.kill('SIGKILL');
      await gateway.exited;
      await vi.waitFor(() => expect(processesWith(`sleep ${mark}`)).toEqual([]), 10_000);
    }
    await using gateway = await startOver(folder);
    const again = await post(gateway, '', { session_key: 'kept' });
    expect([again.status, again.json.id, again.json.status]).toEqual([200, id, 'running']);
    const result = await post(gateway, `/${id}/exec`, { command: 'cat file; echo "$NAME"' });
    expect(result.json).toMatchObject({ exit_code: 0, stdout: 'kept\nkept too\n' });
    expect((await gateway.request(`/api/v1/sandboxes/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await readdir(join(folder, 'workspaces'))).filter(name => name.includes(id))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a gateway that is stopped answers the commands that run', async () => {
  verifies('sandboxes:gateway-stopped');
  await using gateway = await startGateway();
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const { json } = await post(gateway, '', {});
  const running = post(gateway, `/${json.id}/exec`, {
    command: `echo begun; sleep ${mark}`,
    timeout_seconds: 600,
  });
  await vi.waitFor(() => expect(processesWith(`sleep ${mark}`).length).toBeGreaterThan(0), 10_000);
  gateway.kill('SIGTERM');
  expect((await running).json).toMatchObject({
    exit_code: 137,
    stdout: 'begun\n',
    ended: expect.any(String),
  });
  expect((await gateway.exited).code).toBe(0);
});

test('where it is turned on, agents and MCP clients have the server sandbox beside those of the file', async () => {
  verifies('sandboxes:mcp');
  await using gateway = await startGateway({ config: { sandboxes: { mcp_server: true } } });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const exec = (session_id: string, command: string) =>
    gateway.call('sandbox', { tool: 'exec', session_id, arguments: { command } });
  expect((await exec('one', 'echo mine > file; cat file')).text).toContain('mine');
  expect((await exec('one', 'cat file')).text).toContain('mine');
  expect((await exec('other', 'ls')).text).not.toContain('file');
  const listed = await gateway.request('/mcp/gateway', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    }),
  });
  const tools = await gateway.request('/mcp/gateway', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': `${listed.headers.get('mcp-session-id')}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
  });
  for (const tool of ['exec', 'write_file', 'read_file', 'list_files'])
    expect(tools.text).toContain(`"sandbox__${tool}"`);
  await gateway.request('/sessions/one', { method: 'DELETE' });
  const workspaces = () => readdir(join(gateway.folder, 'data', 'workspaces'));
  await expect
    .poll(async () => (await workspaces()).filter(name => /^[0-9a-f-]{36}$/.test(name)).length)
    .toBe(1);
});
