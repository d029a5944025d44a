import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { python, pythonEnv } from './python.ts';

const exec = promisify(execFile);

/** Whether that Python has the client, `mcpgateway-sdk==0.28.0`. */
const hasClient =
  python !== undefined &&
  (await exec(python, ['-c', 'import mcpgateway_sdk'], { env: pythonEnv() }).then(
    () => true,
    () => false,
  ));

test.skipIf(!hasClient)('the unmodified Python client uses each endpoint of bundles', async () => {
  verifies('bundles:client');
  await using gateway = await startGateway();
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const env = pythonEnv({ GATEWAY_URL: gateway.url, GATEWAY_TOKEN: gateway.token });
  const { stdout } = await exec(python!, ['platform_bundles.py'], { cwd: import.meta.dirname, env });
  expect(JSON.parse(stdout)).toEqual({
    made: ['desk', true, 1, true],
    got: [true, ['first']],
    by_agent: true,
    taken: ['ConflictError', 409],
    updated: ['front desk', 'The desk', true],
    listed: [['front desk', 1]],
    added: ['mine__two'],
    assigned: [1, 2],
    changed: ['Second', false, 9],
    tools: ['one', 'two'],
    found: ['first'],
    outside: ['NotFoundError', 404],
    bound: ['mine', true, true],
    connections: 1,
    unbound: 0,
    emptied: 0,
    gone: ['NotFoundError', 404],
  });
});
