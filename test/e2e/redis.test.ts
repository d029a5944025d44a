import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { startGateway } from './gateway.ts';
import { hostile } from './services.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of the test's own, on a socket in a folder of its own. */
async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const socket = join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const answers = () =>
    new Promise<boolean>(resolve => {
      const probe = connect(socket);
      probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
      probe.once('connect', () => probe.destroy());
    });
  await expect.poll(answers).toBe(true);
  return {
    uri: `redis+unix://${socket}`,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test.skipIf(!hasRedis)('two gateways with one Redis count together', async () => {
  verifies('limits:storage:redis');
  await using redis = await startRedis();
  const config = { rate_limiting: { call_limit: '2 per hour', storage_uri: redis.uri } };
  await using first = await startGateway({ services: { it: hostile() }, config });
  await using second = await startGateway({ services: { it: hostile() }, config });
  const call = { tool: 'echo', session_id: 's' };
  expect((await first.call('it', call)).status).toBe(200);
  expect((await second.call('it', call)).status).toBe(200);
  expect((await first.call('it', call)).status).toBe(429);
  expect((await second.call('it', call)).status).toBe(429);
});
